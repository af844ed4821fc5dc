import TruthModels

/// The log-probabilities of a chat answer, in OpenAI's shape.
struct ChatLogProbabilities: Encodable, Sendable {
    struct Alternative: Encodable, Sendable {
        var token: String
        var logprob: Float
        var bytes: [UInt8]

        init(bytes: [UInt8], logProbability: Float) {
            token = TokenText.string(bytes)
            logprob = TokenText.logProbability(logProbability)
            self.bytes = bytes
        }
    }

    struct Token: Encodable, Sendable {
        var token: String
        var logprob: Float
        var bytes: [UInt8]
        var topLogprobs: [Alternative]

        init?(_ token: GeneratedToken) {
            guard let logProbability = token.logProbability else { return nil }
            self.token = TokenText.string(token.bytes)
            logprob = TokenText.logProbability(logProbability)
            bytes = token.bytes
            topLogprobs = token.top.map { Alternative(bytes: $0.bytes, logProbability: $0.logProbability) }
        }
    }

    var content: [Token]
}
