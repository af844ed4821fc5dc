public import TruthGrammar

/// A request to continue a prompt.
public struct GenerationRequest: Sendable {
    public var prompt: Prompt
    public var sampling: SamplingOptions
    /// The most tokens to generate; `nil` means up to the end of the context.
    public var maximumTokens: Int?
    /// Texts that end the answer; none of them appears in it.
    public var stop: [String]
    /// How many alternatives to report per token; `nil` reports no log-probabilities, 0 only the chosen token's.
    public var topLogProbabilities: Int?
    /// Whether to report the prompt's own tokens with their log-probabilities (OpenAI's `echo`).
    public var echo: Bool
    /// Whether to go on where the model would end its turn; for measuring speed.
    public var ignoresEndOfText = false
    /// What the answer must fit, from its first byte to its last; `nil` for any text.
    ///
    /// The answer is then complete whatever `maximumTokens` is: when no more would fit, it takes the shortest way to its end.
    public var grammar: Grammar?
    /// The adapter to answer with, one of ``TextGenerator/adapterNames``; `nil` for the model itself.
    public var adapterName: String?

    public init(
        prompt: Prompt, sampling: SamplingOptions = .init(), maximumTokens: Int? = nil, stop: [String] = [],
        topLogProbabilities: Int? = nil, echo: Bool = false
    ) {
        self.prompt = prompt
        self.sampling = sampling
        self.maximumTokens = maximumTokens
        self.stop = stop
        self.topLogProbabilities = topLogProbabilities
        self.echo = echo
    }
}

/// How the next token is drawn.
public struct SamplingOptions: Sendable, Hashable {
    /// Divides the logits; 0 always picks the likeliest token.
    public var temperature: Float
    /// Keeps the `topK` likeliest tokens; 0 keeps all.
    public var topK: Int
    /// Keeps the smallest set of likeliest tokens whose probability reaches `topP`; 1 keeps all.
    public var topP: Float
    /// Drops tokens less likely than `minP` times the likeliest; 0 keeps all.
    public var minP: Float
    /// Divides positive logits, and multiplies negative ones, of tokens already seen (CTRL, arXiv:1909.05858); 1 changes nothing.
    public var repetitionPenalty: Float
    /// Same seed, same text; `nil` draws one.
    public var seed: UInt64?

    public init(
        temperature: Float = 0, topK: Int = 0, topP: Float = 1, minP: Float = 0, repetitionPenalty: Float = 1, seed: UInt64? = nil
    ) {
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.minP = minP
        self.repetitionPenalty = repetitionPenalty
        self.seed = seed
    }
}

/// What happens while a request is served, in order: one `prompt`, any number of `token`, one `finished`.
public enum GenerationEvent: Sendable {
    /// The prompt has been read, at the cost of `usage`. `tokens` is empty unless the request asked for `echo`.
    case prompt(tokens: [GeneratedToken], usage: Usage)
    /// A token was drawn.
    case token(GeneratedToken)
    /// The answer is complete. `text` is what was held back to complete a character or to rule out a stop text.
    case finished(reason: FinishReason, text: String, usage: Usage)
}

/// A token with what is known of it.
public struct GeneratedToken: Sendable, Hashable {
    public var id: Int
    /// The token's own bytes; a character may span several tokens.
    public var bytes: [UInt8]
    /// The text that can now be shown: whole characters only, nothing that may begin a stop text.
    public var text: String
    /// Natural logarithm of the model's probability, before temperature and truncation; `nil` when not asked for, and for the first token of an echoed prompt.
    public var logProbability: Float?
    /// The likeliest alternatives, best first.
    public var top: [Alternative]

    public struct Alternative: Sendable, Hashable {
        public var id: Int
        public var bytes: [UInt8]
        public var logProbability: Float

        public init(id: Int, bytes: [UInt8], logProbability: Float) {
            self.id = id
            self.bytes = bytes
            self.logProbability = logProbability
        }
    }

    public init(id: Int, bytes: [UInt8], text: String, logProbability: Float? = nil, top: [Alternative] = []) {
        self.id = id
        self.bytes = bytes
        self.text = text
        self.logProbability = logProbability
        self.top = top
    }
}

/// Why an answer ended.
public enum FinishReason: String, Sendable, Codable {
    /// The model ended its turn, or a stop text came up.
    case stop
    /// The token limit, or the context's end.
    case length
}

/// What a request cost.
public struct Usage: Sendable, Hashable, Codable {
    public var promptTokens: Int
    /// How many of the prompt's tokens were taken from the cache of an earlier request.
    public var cachedTokens: Int
    public var completionTokens: Int

    public init(promptTokens: Int, cachedTokens: Int, completionTokens: Int) {
        self.promptTokens = promptTokens
        self.cachedTokens = cachedTokens
        self.completionTokens = completionTokens
    }
}

/// Why a request can't be served.
public enum GenerationError: Error, Hashable, CustomStringConvertible {
    /// The prompt leaves no room for an answer.
    case promptTooLong(tokenCount: Int, limit: Int)
    case emptyPrompt
    /// A token id outside the vocabulary.
    case unknownToken(id: Int, vocabularySize: Int)
    case invalidOption(name: String, value: String, expected: String)
    /// The shortest text that fits the grammar takes more tokens than may come.
    case noRoomForGrammar(needed: Int, limit: Int)
    case unknownAdapter(name: String, known: [String])

    public var description: String {
        switch self {
        case .promptTooLong(let tokenCount, let limit):
            "The prompt has \(tokenCount) tokens; this model takes at most \(limit). Shorten it, or use a model with a longer context."
        case .emptyPrompt:
            "The prompt is empty. Write a question or a text to continue."
        case .unknownToken(let id, let vocabularySize):
            "Token \(id) is not in the vocabulary, which holds ids 0 to \(vocabularySize - 1)."
        case .invalidOption(let name, let value, let expected):
            "\(name) is \(value); expected \(expected)."
        case .noRoomForGrammar(let needed, let limit):
            "The shortest text that fits takes \(needed) tokens; at most \(limit) may come. Allow more, or shorten the prompt."
        case .unknownAdapter(let name, let known):
            "There is no adapter \(name)" + (known.isEmpty ? "; none is loaded." : "; there are \(known.joined(separator: ", ")).")
        }
    }
}
