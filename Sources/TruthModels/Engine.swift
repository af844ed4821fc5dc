import Foundation
internal import TruthCheckpoints
internal import TruthGrammar
internal import TruthTensors
public import TruthTokens

/// A model that answers several requests at once.
///
/// One thread of its own computes, so that the callers' threads stay free: each pass reads the next token of every running
/// answer and a stretch of the prompts that are being read. Requests that find all slots taken wait in order.
public final class Engine: TextGenerator, Sendable {
    public let model: ModelDescription
    /// The text of the tokens and back.
    public let tokenizer: Tokenizer
    private let llama: Llama
    private let processor: Processor
    /// How conversations are written for this model; absent where its file has no template that is built in.
    private let template: Result<ChatTemplate, any Error>
    private let inbox: Inbox
    private let vocabulary: ConstrainedVocabulary

    /// How busy an engine is.
    public struct Activity: Sendable, Hashable, Codable {
        /// Requests being served.
        public var running: Int
        /// Requests that wait for a slot.
        public var waiting: Int
        /// The most that are served at once.
        public var slotCount: Int

        public init(running: Int, waiting: Int, slotCount: Int) {
            self.running = running
            self.waiting = waiting
            self.slotCount = slotCount
        }
    }

    /// Opens a GGUF file or a Hugging Face folder and starts the engine's thread.
    ///
    /// - Parameters:
    ///   - modelPath: The file or folder.
    ///   - templateName: A chat template to use instead of the model's own; one of `ChatTemplate.names`.
    ///   - options: How to share the machine.
    /// - Throws: `CheckpointError`, `TokenizerError` or ``ModelError``; each names the file and what is wrong with it.
    public static func load(
        modelPath: String, templateName: String? = nil, options: EngineOptions = EngineOptions()
    ) throws -> Engine {
        let checkpoint = try Checkpoint.open(path: modelPath)
        let llama = try Llama(opening: checkpoint)
        let tokenizer = try Tokenizer(of: checkpoint)
        guard tokenizer.vocabularySize <= llama.configuration.vocabularySize else {
            throw ModelError.vocabularyMismatch(
                path: modelPath, tokenizer: tokenizer.vocabularySize, model: llama.configuration.vocabularySize)
        }
        try options.validate(modelContextLength: llama.configuration.contextLength)
        let template: Result<ChatTemplate, any Error>
        if let templateName {
            template = .success(try ChatTemplate(named: templateName))
        } else {
            template = Result { try tokenizer.chatTemplate(of: checkpoint) }
        }
        let contextLength = options.contextLength ?? llama.configuration.contextLength
        return Engine(
            model: ModelDescription(checkpoint, architecture: "llama", contextLength: contextLength), tokenizer: tokenizer,
            llama: llama, endTokens: try tokenizer.endTokens(of: checkpoint), template: template, options: options)
    }

    private init(
        model: ModelDescription, tokenizer: Tokenizer, llama: Llama, endTokens: Set<Int>, template: Result<ChatTemplate, any Error>,
        options: EngineOptions
    ) {
        self.model = model
        self.tokenizer = tokenizer
        self.llama = llama
        self.template = template
        let processor = options.threadCount.map { Processor(instructionSet: .best, threadCount: $0) } ?? .shared
        let inbox = Inbox(slotCount: options.slotCount)
        self.processor = processor
        self.inbox = inbox
        vocabulary = ConstrainedVocabulary(tokenizer)
        let setting = Conversation.Setting(
            tokenizer: tokenizer, endTokens: endTokens, contextLength: model.contextLength, processor: processor)
        let thread = Thread {
            EngineLoop(model: llama, options: options, setting: setting, inbox: inbox).run()
        }
        thread.name = "engine"
        thread.start()
    }

    deinit {
        inbox.close()
    }

    /// Ends all streams with ``ModelError/stopped`` and refuses further requests.
    public func shutDown() {
        inbox.close()
    }

    /// How busy the engine is.
    public var activity: Activity { inbox.activity }

    // MARK: - Text

    public func tokens(for prompt: Prompt) throws -> [Int] {
        switch prompt {
        case .chat(let messages): try tokenizer.encode(messages, template: template.get())
        case .text(let text): tokenizer.encode(text, addingSpecial: true)
        case .tokens(let ids): ids
        }
    }

    public func text(of tokens: [Int]) -> String {
        tokenizer.decode(tokens.filter { (0..<tokenizer.vocabularySize).contains($0) })
    }

    // MARK: - Generation

    public func generate(_ request: GenerationRequest) -> AsyncThrowingStream<GenerationEvent, any Error> {
        AsyncThrowingStream { continuation in
            do {
                let prompt = try checkedPrompt(of: request)
                let ticket = Ticket(
                    request: request, prompt: prompt, automaton: try automaton(for: request, promptLength: prompt.count),
                    continuation: continuation)
                // The closure holds the engine, so that it lives as long as one of its streams.
                continuation.onTermination = { _ in withExtendedLifetime(self) { ticket.cancel() } }
                if !inbox.put(ticket) { continuation.finish(throwing: ModelError.stopped) }
            } catch {
                continuation.finish(throwing: error)
            }
        }
    }

    /// The prompt's tokens, if the request can be served.
    private func checkedPrompt(of request: GenerationRequest) throws -> [Int] {
        let vocabularySize = llama.configuration.vocabularySize
        try request.validate(vocabularySize: vocabularySize)
        if case .chat(let messages) = request.prompt, messages.isEmpty { throw GenerationError.emptyPrompt }
        let prompt = try tokens(for: request.prompt)
        guard !prompt.isEmpty else { throw GenerationError.emptyPrompt }
        // A request for no tokens at all only reads, and may fill the context.
        let limit = request.maximumTokens == 0 ? model.contextLength : model.contextLength - 1
        guard prompt.count <= limit else { throw GenerationError.promptTooLong(tokenCount: prompt.count, limit: limit) }
        if let unknown = prompt.first(where: { !(0..<vocabularySize).contains($0) }) {
            throw GenerationError.unknownToken(id: unknown, vocabularySize: vocabularySize)
        }
        return prompt
    }

    /// What the answer must fit, if its shortest text has room.
    private func automaton(for request: GenerationRequest, promptLength: Int) throws -> TokenAutomaton? {
        guard let grammar = request.grammar else { return nil }
        let automaton = try vocabulary.automaton(grammar)
        var constraint = TokenConstraint(automaton)
        let limit = min(request.maximumTokens ?? Int.max, model.contextLength - promptLength)
        let needed = constraint.completion().count
        guard limit == 0 || needed <= limit else { throw GenerationError.noRoomForGrammar(needed: needed, limit: limit) }
        return automaton
    }

    // MARK: - Measuring

    /// The perplexity of `text`, on the caller's thread.
    ///
    /// - Parameter windowLength: Tokens per window; see ``Perplexity``.
    /// - Throws: ``GenerationError/invalidOption(name:value:expected:)`` if the window doesn't fit the model, or the text is shorter than one.
    public func perplexity(of text: String, windowLength: Int = 512) throws(GenerationError) -> Perplexity {
        let tokens = tokenizer.encode(text)
        let beginToken = tokenizer.encode("", addingSpecial: true).first
        return try Perplexity.measure(llama, on: tokens, windowLength: windowLength, beginToken: beginToken, processor: processor)
    }
}
