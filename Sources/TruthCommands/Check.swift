import ArgumentParser
import Foundation
import TruthAnswers

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the claims of a text against the evidence.",
        discussion: "Example: echo \"Quicksort was invented in 1960.\" | truthgpt check -")

    @Argument(help: ArgumentHelp("The file to check; - reads standard input.", valueName: "file"))
    var file: String

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let text = try TextInput.read(file)
        let directory = try data.directory()
        let checker = try Assembly.Checker(directory: directory)
        var printer = AnswerPrinter(format: output.format)
        _ = try await printer.print(checker.pipeline.check(text), showsText: false)
    }
}
