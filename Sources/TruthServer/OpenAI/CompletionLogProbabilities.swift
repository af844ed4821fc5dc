import TruthModels

/// The log-probabilities of a completion, in OpenAI's older shape, as evaluation harnesses read it.
struct CompletionLogProbabilities: Encodable, Sendable {
    var tokens: [String] = []
    /// `null` for the first token of an echoed prompt.
    var tokenLogprobs: [Nullable<Float>] = []
    /// The likeliest tokens and the one that was taken, by text.
    var topLogprobs: [Nullable<[String: Float]>] = []
    /// Where each token begins, in code points of the answer's text.
    var textOffset: [Int] = []

    /// Adds `token`, which begins at `offset`.
    mutating func append(_ token: GeneratedToken, offset: Int) {
        let text = TokenText.string(token.bytes)
        tokens.append(text)
        textOffset.append(offset)
        tokenLogprobs.append(Nullable(token.logProbability.map(TokenText.logProbability)))
        guard let own = token.logProbability else {
            topLogprobs.append(Nullable(nil))
            return
        }
        var top = [text: TokenText.logProbability(own)]
        for alternative in token.top {
            // Two tokens may show as the same text; the likelier one comes first and stays.
            let name = TokenText.string(alternative.bytes)
            top[name] = max(top[name] ?? -9999, TokenText.logProbability(alternative.logProbability))
        }
        topLogprobs.append(Nullable(top))
    }
}
