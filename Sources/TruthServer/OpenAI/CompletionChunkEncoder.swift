import TruthModels

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
