import Foundation
internal import TruthCheckpoints
internal import TruthGrammar
public import TruthTensors
public import TruthTokens

/// A model that answers several requests at once.
///
/// One thread of its own computes, so that the callers' threads stay free: each pass reads the next token of every running
/// answer and a stretch of the prompts that are being read. Requests that find all slots taken wait in order.
public final class Engine: TextGenerator, Sendable {
    public let model: ModelDescription
    /// The text of the tokens and back.
    public let tokenizer: Tokenizer
    private let decoder: Decoder
    /// By name.
    private let adapters: [String: Adapter]
    private let cachePrecision: AttentionCache.Precision
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
    ///   - adapters: Folders of adapters, by the names that requests will ask for.
    ///   - quantization: Rounds plain matrices to this type; quantised ones stay as they are.
    ///   - options: How to share the machine.
    /// - Throws: `CheckpointError`, `TokenizerError` or ``ModelError``; each names the file and what is wrong with it.
    public static func load(
        modelPath: String, templateName: String? = nil, adapters: [String: String] = [:], quantization: ElementType? = nil,
        options: EngineOptions = EngineOptions()
    ) throws -> Engine {
        let checkpoint = try Checkpoint.open(path: modelPath, quantization: quantization)
        let decoder = try Decoder(opening: checkpoint, contextInUse: options.contextLength)
        let tokenizer = try Tokenizer(of: checkpoint)
        guard tokenizer.vocabularySize <= decoder.configuration.vocabularySize else {
            throw ModelError.vocabularyMismatch(
                path: modelPath, tokenizer: tokenizer.vocabularySize, model: decoder.configuration.vocabularySize)
        }
        try options.validate(modelContextLength: decoder.configuration.contextLength)
        let template: Result<ChatTemplate, any Error>
        if let templateName {
            template = .success(try ChatTemplate(named: templateName))
        } else {
            template = Result { try tokenizer.chatTemplate(of: checkpoint) }
        }
        let contextLength = options.contextLength ?? decoder.configuration.contextLength
        return Engine(
            model: ModelDescription(checkpoint, architecture: decoder.configuration.family, contextLength: contextLength), tokenizer: tokenizer,
            decoder: decoder, adapters: try Dictionary(uniqueKeysWithValues: adapters.map { ($0.key, try Adapter(path: $0.value, name: $0.key, for: decoder)) }), endTokens: try tokenizer.endTokens(of: checkpoint), template: template, options: options)
    }

    private init(
        model: ModelDescription, tokenizer: Tokenizer, decoder: Decoder, adapters: [String: Adapter], endTokens: Set<Int>, template: Result<ChatTemplate, any Error>,
        options: EngineOptions
    ) {
        self.model = model
        self.tokenizer = tokenizer
        self.decoder = decoder
        self.adapters = adapters
        cachePrecision = options.cachePrecision
        self.template = template
        let processor = options.threadCount.map { Processor(instructionSet: .best, threadCount: $0) } ?? .shared
        let inbox = Inbox(slotCount: options.slotCount)
        self.processor = processor
        self.inbox = inbox
        vocabulary = ConstrainedVocabulary(tokenizer)
        let setting = Conversation.Setting(
            tokenizer: tokenizer, endTokens: endTokens, contextLength: model.contextLength, processor: processor)
        let thread = Thread {
            EngineLoop(model: decoder, options: options, setting: setting, inbox: inbox).run()
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

    /// The adapters that requests may ask for, in the order of their names.
    public var adapterNames: [String] { adapters.keys.sorted() }

    /// How busy the engine is.
    public var activity: Activity { inbox.activity }

    /// What keys and values of one conversation that fills the context take, in bytes. The memory is taken as it grows.
    public var conversationByteCount: Int {
        KVCache.byteCount(for: decoder.configuration, tokenCount: model.contextLength, precision: cachePrecision)
    }

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
                    request: request, prompt: prompt, adapter: try adapter(of: request),
                    automaton: try automaton(for: request, promptLength: prompt.count), continuation: continuation)
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
        let vocabularySize = decoder.configuration.vocabularySize
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

    private func adapter(of request: GenerationRequest) throws(GenerationError) -> Adapter? {
        guard let name = request.adapterName else { return nil }
        guard let adapter = adapters[name] else { throw .unknownAdapter(name: name, known: adapterNames) }
        return adapter
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
        return try Perplexity.measure(decoder, on: tokens, windowLength: windowLength, beginToken: beginToken, processor: processor)
    }
}
