import ArgumentParser

struct Perplexity: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how well the model predicts a text, as llama-perplexity computes it.",
        discussion: "The text is cut into windows; of each, the second half is predicted from what comes before it.")

    @Argument(help: ArgumentHelp("A text file; - reads standard input.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("Tokens per window.", valueName: "count"))
    var window = 512

    @OptionGroup var model: ModelOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let text = try TextInput.read(file)
        let engine = try model.engine(in: data.directory())
        let result = try engine.perplexity(of: text, windowLength: window)
        switch output.format {
        case .json: try Output.json(Record(perplexity: result.value, tokenCount: result.tokenCount, windowCount: result.windowCount))
        case .text: Output.line("\(Output.decimal(result.value, 4)) on \(result.tokenCount) tokens of \(result.windowCount) windows")
        }
    }

    private struct Record: Encodable {
        var perplexity: Double
        var tokenCount: Int
        var windowCount: Int
    }
}
