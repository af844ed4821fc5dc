public import TruthTokens

/// Something that continues text: the engine, or a scripted stand-in in tests.
public protocol TextGenerator: Sendable {
    /// What is running, for `/v1/models`, `doctor` and error messages.
    var model: ModelDescription { get }

    /// The adapters that requests may ask for.
    var adapterNames: [String] { get }

    /// The token ids of `prompt`, with the chat template applied to a conversation.
    ///
    /// Special tokens come only from the template, never out of a message's text.
    func tokens(for prompt: Prompt) throws -> [Int]

    /// The text of `tokens`, with malformed UTF-8 replaced by U+FFFD.
    func text(of tokens: [Int]) -> String

    /// Continues `request.prompt`, one event per token.
    ///
    /// The stream throws ``GenerationError``. Ending the iteration early frees the slot at the next token.
    func generate(_ request: GenerationRequest) -> AsyncThrowingStream<GenerationEvent, any Error>
}

extension TextGenerator {
    public var adapterNames: [String] { [] }
}

/// What a caller sees of a loaded model.
public struct ModelDescription: Sendable, Hashable, Codable {
    /// The name shown to clients, such as `SmolLM2-135M-Instruct`.
    public var name: String
    /// The architecture's name as its file states it, such as `llama`.
    public var architecture: String
    /// The number of weights.
    public var parameterCount: Int
    /// The longest prompt and answer together, in tokens.
    public var contextLength: Int
    /// The type of most weights, such as `Q4_1`.
    public var quantization: String

    public init(name: String, architecture: String, parameterCount: Int, contextLength: Int, quantization: String) {
        self.name = name
        self.architecture = architecture
        self.parameterCount = parameterCount
        self.contextLength = contextLength
        self.quantization = quantization
    }
}

/// What to continue.
public enum Prompt: Sendable, Hashable {
    case chat([ChatMessage])
    case text(String)
    case tokens([Int])
}
