import Foundation
import TruthModels

/// A whole chat answer, in OpenAI's shape.
struct ChatCompletion: Encodable, Sendable {
    struct Message: Encodable, Sendable {
        var role = "assistant"
        var content: String
        var refusal = Nullable<String>(nil)
    }

    struct Choice: Encodable, Sendable {
        var index: Int
        var message: Message
        var logprobs: Nullable<ChatLogProbabilities>
        var finishReason: Nullable<FinishReason>
    }

    var id: String
    var object = "chat.completion"
    var created: Int
    var model: String
    var choices: [Choice]
    var usage: UsageReport

    init(head: ChatChunk.Head, answers: CollectedAnswers, withLogProbabilities: Bool) {
        id = head.id
        created = head.created
        model = head.model
        usage = UsageReport(answers.usages, answersPerPrompt: answers.answers.count)
        choices = answers.answers.enumerated().map { index, answer in
            let logProbabilities = ChatLogProbabilities(content: answer.tokens.compactMap(ChatLogProbabilities.Token.init))
            return Choice(
                index: index, message: Message(content: answer.text), logprobs: .init(withLogProbabilities ? logProbabilities : nil),
                finishReason: .init(answer.finishReason))
        }
    }
}

/// A piece of a streamed chat answer, in OpenAI's shape.
struct ChatChunk: Encodable, Sendable {
    /// What all pieces of an answer share.
    struct Head: Sendable {
        var id: String
        var created = Int(Date().timeIntervalSince1970)
        var model: String
    }

    struct Delta: Encodable, Sendable {
        var role: String?
        var content: String?
    }

    struct Choice: Encodable, Sendable {
        var index: Int
        var delta: Delta
        var logprobs = Nullable<ChatLogProbabilities>(nil)
        var finishReason = Nullable<FinishReason>(nil)
    }

    var id: String
    var object = "chat.completion.chunk"
    var created: Int
    var model: String
    var choices: [Choice]
    /// Missing unless the request asked for usage; then `null` in all pieces but the last.
    var usage: Nullable<UsageReport>?

    init(head: Head, choices: [Choice], usage: Nullable<UsageReport>?) {
        id = head.id
        created = head.created
        model = head.model
        self.choices = choices
        self.usage = usage
    }
}

/// Turns what happens to chat answers into pieces for OpenAI's clients.
struct ChatChunkEncoder: EventEncoder {
    let head: ChatChunk.Head
    let includeUsage: Bool
    let withLogProbabilities: Bool
    private var usages: [Int: Usage] = [:]

    init(head: ChatChunk.Head, includeUsage: Bool, withLogProbabilities: Bool) {
        self.head = head
        self.includeUsage = includeUsage
        self.withLogProbabilities = withLogProbabilities
    }

    mutating func frames(for choice: ChoiceEvent) throws -> String {
        let index = choice.index
        switch choice.event {
        case .prompt:
            return try frame(.init(index: index, delta: .init(role: "assistant", content: "")))
        case .token(let token):
            let logProbabilities = withLogProbabilities ? ChatLogProbabilities.Token(token) : nil
            if token.text.isEmpty && logProbabilities == nil { return "" }
            return try frame(
                .init(index: index, delta: .init(content: token.text), logprobs: .init(logProbabilities.map { .init(content: [$0]) })))
        case .finished(let reason, let text, let usage):
            usages[index] = usage
            let rest = text.isEmpty ? "" : try frame(.init(index: index, delta: .init(content: text)))
            return rest + (try frame(.init(index: index, delta: .init(), finishReason: .init(reason))))
        }
    }

    func end() throws -> String {
        var frames = ""
        if includeUsage {
            let usage = UsageReport(usages, answersPerPrompt: max(usages.count, 1))
            frames = try Self.frame(ChatChunk(head: head, choices: [], usage: .init(usage)))
        }
        return frames + "data: [DONE]\n\n"
    }

    func failure(_ error: APIError) throws -> String {
        try Self.frame(error.body)
    }

    private func frame(_ choice: ChatChunk.Choice) throws -> String {
        try Self.frame(ChatChunk(head: head, choices: [choice], usage: includeUsage ? .init(nil) : nil))
    }

    private static func frame(_ value: some Encodable) throws -> String {
        "data: \(try JSONText.string(value, names: .snakeCase))\n\n"
    }
}
