import ArgumentParser
import TruthModels

struct Complete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Continue a text with the language model alone, without evidence.")

    @Argument(help: "The text to continue, or the user's turn with --chat.")
    var prompt: String

    @Flag(help: "Apply the chat template: the prompt is what a user says.")
    var chat = false

    @Option(help: ArgumentHelp("The most tokens to generate.", valueName: "count"))
    var maxTokens = 128

    @Option(help: ArgumentHelp("A text that ends the answer; may be given several times.", valueName: "text"))
    var stop: [String] = []

    @Flag(help: "With --format json: report each token's log-probability.")
    var logProbabilities = false

    @OptionGroup var format: AnswerFormatOptions
    @OptionGroup var sampling: SamplingFlags
    @OptionGroup var model: ModelOptions
    @OptionGroup var adapter: AdapterOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if adapter.texts.count > 1 { throw ValidationError("A text is continued with one adapter; --adapter is given \(adapter.texts.count) times.") }
    }

    func run() async throws {
        let grammar = try format.compiled()
        let engine = try model.engine(in: data.directory(), adapters: adapter.paths)
        model.announceMemory(of: engine)
        var request = GenerationRequest(
            prompt: chat ? .chat([.init(role: .user, content: prompt)]) : .text(prompt), sampling: sampling.options,
            maximumTokens: maxTokens, stop: stop, topLogProbabilities: logProbabilities ? 0 : nil)
        request.adapterName = engine.adapterNames.first
        request.grammar = grammar
        var record = CompletionRecord()
        for try await event in engine.generate(request) {
            switch event {
            case .prompt: break
            case .token(let token):
                if output.format == .text { Output.write(token.text) }
                record.add(token)
            case .finished(let reason, let text, let usage):
                if output.format == .text { Output.line(text) }
                record.finish(text: text, reason: reason, usage: usage)
            }
        }
        if output.format == .json { try Output.json(record) }
    }
}

private struct CompletionRecord: Encodable {
    struct Token: Encodable {
        var id: Int
        var logProbability: Float?
    }

    var text = ""
    var tokens: [Token] = []
    var finishReason: FinishReason?
    var usage: Usage?

    mutating func add(_ token: GeneratedToken) {
        text += token.text
        tokens.append(Token(id: token.id, logProbability: token.logProbability))
    }

    mutating func finish(text rest: String, reason: FinishReason, usage: Usage) {
        text += rest
        finishReason = reason
        self.usage = usage
    }
}
