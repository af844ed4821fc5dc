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

/// Turns what happens to text completions into pieces for OpenAI's clients.
struct CompletionChunkEncoder: EventEncoder {
    let style: Completion.Style
    let includeUsage: Bool
    private var usages: [Int: Usage] = [:]
    private var offsets: [Int: TokenOffsets] = [:]

    init(style: Completion.Style, includeUsage: Bool) {
        self.style = style
        self.includeUsage = includeUsage
    }

    mutating func frames(for choice: ChoiceEvent) throws -> String {
        let index = choice.index
        switch choice.event {
        case .prompt(let tokens, _):
            guard style.echoed != nil else { return "" }
            return try frame(.init(index: index, text: style.prefix(of: index), logprobs: logProbabilities(of: tokens, answer: index)))
        case .token(let token):
            let logProbabilities = logProbabilities(of: [token], answer: index)
            if token.text.isEmpty && logProbabilities.value == nil { return "" }
            return try frame(.init(index: index, text: token.text, logprobs: logProbabilities))
        case .finished(let reason, let text, let usage):
            usages[index] = usage
            return try frame(.init(index: index, text: text, finishReason: .init(reason)))
        }
    }

    func end() throws -> String {
        var frames = ""
        if includeUsage {
            let usage = UsageReport(usages, answersPerPrompt: style.answersPerPrompt)
            frames = try Self.frame(Completion(style: style, choices: [], usage: .init(usage)))
        }
        return frames + "data: [DONE]\n\n"
    }

    func failure(_ error: APIError) throws -> String {
        try Self.frame(error.body)
    }

    private mutating func logProbabilities(of tokens: [GeneratedToken], answer: Int) -> Nullable<CompletionLogProbabilities> {
        guard style.withLogProbabilities else { return Nullable(nil) }
        var logProbabilities = CompletionLogProbabilities()
        for token in tokens {
            logProbabilities.append(token, offset: offsets[answer, default: TokenOffsets()].next(token.bytes))
        }
        return Nullable(logProbabilities)
    }

    private func frame(_ choice: Completion.Choice) throws -> String {
        try Self.frame(Completion(style: style, choices: [choice], usage: includeUsage ? .init(nil) : nil))
    }

    private static func frame(_ value: some Encodable) throws -> String {
        "data: \(try JSONText.string(value, names: .snakeCase))\n\n"
    }
}
