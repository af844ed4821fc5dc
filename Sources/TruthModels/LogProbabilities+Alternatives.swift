internal import TruthTokens

extension LogProbabilities {
    /// The `count` likeliest tokens as a caller sees them, best first.
    mutating func alternatives(_ count: Int, in logits: Span<Float>, from tokenizer: Tokenizer) -> [GeneratedToken.Alternative] {
        top(count, in: logits).map {
            GeneratedToken.Alternative(id: $0.id, bytes: tokenizer.bytes(ofRow: $0.id), logProbability: $0.value)
        }
    }
}

extension Tokenizer {
    /// The bytes of the token that a row of the model's vocabulary stands for; none for rows beyond the tokenizer's, with which
    /// some models are padded.
    func bytes(ofRow id: Int) -> [UInt8] {
        id < vocabularySize ? bytes(of: id) : []
    }
}
