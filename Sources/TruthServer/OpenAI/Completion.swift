import Foundation
import TruthModels

/// A text completion, or a piece of one, in OpenAI's older shape.
struct Completion: Encodable, Sendable {
    /// What all pieces of an answer share, and how it is shown.
    struct Style: Sendable {
        var id: String
        var created = Int(Date().timeIntervalSince1970)
        var model: String
        var answersPerPrompt: Int
        var withLogProbabilities: Bool
        /// The prompts' texts, when answers begin with them.
        var echoed: [String]?

        /// What answer `index` begins with.
        func prefix(of index: Int) -> String {
            echoed?[index / answersPerPrompt] ?? ""
        }
    }

    struct Choice: Encodable, Sendable {
        var index: Int
        var text: String
        var logprobs = Nullable<CompletionLogProbabilities>(nil)
        var finishReason = Nullable<FinishReason>(nil)
    }

    var id: String
    var object = "text_completion"
    var created: Int
    var model: String
    var choices: [Choice]
    /// Missing in the pieces of a stream, unless the request asked for usage; then `null` in all but the last.
    var usage: Nullable<UsageReport>?

    init(style: Style, choices: [Choice], usage: Nullable<UsageReport>?) {
        id = style.id
        created = style.created
        model = style.model
        self.choices = choices
        self.usage = usage
    }

    /// The whole of `answers`.
    init(style: Style, answers: CollectedAnswers) {
        let choices = answers.answers.enumerated().map { index, answer in
            var offsets = TokenOffsets()
            var logProbabilities = CompletionLogProbabilities()
            for token in answer.prompt + answer.tokens { logProbabilities.append(token, offset: offsets.next(token.bytes)) }
            return Choice(
                index: index, text: style.prefix(of: index) + answer.text,
                logprobs: .init(style.withLogProbabilities ? logProbabilities : nil), finishReason: .init(answer.finishReason))
        }
        self.init(
            style: style, choices: choices, usage: .init(UsageReport(answers.usages, answersPerPrompt: style.answersPerPrompt)))
    }
}
