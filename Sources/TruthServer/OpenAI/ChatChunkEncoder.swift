import TruthModels

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
