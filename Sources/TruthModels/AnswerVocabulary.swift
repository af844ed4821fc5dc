/// What serving a conversation needs to know of the tokens.
package protocol AnswerVocabulary: Sendable {
    /// The token's own bytes; none for a special token, which is never text.
    func bytes(of id: Int) -> [UInt8]
    /// The tokens with which the model ends its turn.
    var endTokens: Set<Int> { get }
}

extension LogProbabilities {
    /// The `count` likeliest tokens as a caller sees them, best first.
    package mutating func alternatives(
        _ count: Int, in logits: Span<Float>, from vocabulary: any AnswerVocabulary
    ) -> [GeneratedToken.Alternative] {
        top(count, in: logits).map {
            GeneratedToken.Alternative(id: $0.id, bytes: vocabulary.bytes(of: $0.id), logProbability: $0.value)
        }
    }
}
