import ArgumentParser
import TruthAnswers

struct Ask: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer one question, then say for every claim what it rests on.",
        discussion: "Example: truthgpt ask \"What is a hash table?\"")

    @Argument(help: "The question.")
    var question: String

    @Option(help: ArgumentHelp("The longest answer, in tokens.", valueName: "count"))
    var maxTokens = 256

    @OptionGroup var sampling: SamplingFlags
    @OptionGroup var model: ModelOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if question.allSatisfy(\.isWhitespace) { throw ValidationError(AnswerError.emptyQuestion.description) }
        if maxTokens < 1 { throw ValidationError("--max-tokens is \(maxTokens); expected at least 1.") }
    }

    func run() async throws {
        let assembly = try Assembly(directory: data.directory(), model: model)
        try Assembly.bringUpToDate(assembly.store)
        var printer = AnswerPrinter(format: output.format)
        _ = try await printer.print(
            assembly.pipeline.ask(Question(text: question, sampling: sampling.options, maximumTokens: maxTokens)))
    }
}
