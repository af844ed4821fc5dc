import TruthModels

/// How OpenAI's API shows the bytes of single tokens.
enum TokenText {
    /// The token's text, or `bytes:\xe2\x80` when it holds only part of a character.
    static func string(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self)
            ?? "bytes:" + bytes.map { "\\x" + [$0].hexadecimal }.joined()
    }

    /// A log-probability that JSON can hold: what the model rules out is -9999, as with OpenAI.
    static func logProbability(_ value: Float) -> Float {
        max(value, -9999)
    }
}

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

/// Where each token begins in the text that tokens spell, in code points.
struct TokenOffsets: Sendable {
    /// How many characters have begun so far.
    private var begun = 0

    /// The place of the next token: that of its first character, even if an earlier token holds part of it.
    mutating func next(_ bytes: [UInt8]) -> Int {
        let isContinued = bytes.first.map { $0 & 0xC0 == 0x80 } ?? false
        defer { begun += bytes.count { $0 & 0xC0 != 0x80 } }
        return isContinued ? max(begun - 1, 0) : begun
    }
}
