import ArgumentParser
import Foundation
import TruthAnswers
import TruthTokens

struct Chat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask one question after another; follow-ups keep the conversation.",
        discussion: "/new starts a new conversation, /quit or Ctrl-D ends.")

    @Option(help: ArgumentHelp("The longest answer, in tokens.", valueName: "count"))
    var maxTokens = 256

    @OptionGroup var sampling: SamplingFlags
    @OptionGroup var model: ModelOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let assembly = try Assembly(directory: data.directory(), model: model)
        try Assembly.bringUpToDate(assembly.store)
        let isTerminal = isatty(STDIN_FILENO) == 1
        var history: [ChatMessage] = []
        if isTerminal { Output.message("\(assembly.engine.model.name) · /new starts anew, /quit ends") }
        while true {
            if isTerminal { FileHandle.standardError.write(Data("> ".utf8)) }
            guard let line = readLine() else { break }
            let question = line.trimmingCharacters(in: .whitespaces)
            if question.isEmpty { continue }
            if question == "/quit" { break }
            if question == "/new" {
                history = []
                continue
            }
            try await answer(question, with: assembly, history: &history)
        }
    }

    /// Prints the answer and adds the turn to the history. A question that fails is reported, and the chat goes on.
    private func answer(_ question: String, with assembly: Assembly, history: inout [ChatMessage]) async throws {
        var printer = AnswerPrinter(format: output.format)
        do {
            let answer = try await printer.print(
                assembly.pipeline.ask(
                    Question(text: question, history: history, sampling: sampling.options, maximumTokens: maxTokens)))
            history += [ChatMessage(role: .user, content: question), ChatMessage(role: .assistant, content: answer)]
        } catch {
            Output.message("Error: \(error)")
        }
    }
}
