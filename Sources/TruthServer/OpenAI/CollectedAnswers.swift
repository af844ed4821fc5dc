import TruthModels

/// The answers of a request, put together from their events.
struct CollectedAnswers: Sendable {
    struct Answer: Sendable {
        var prompt: [GeneratedToken] = []
        var tokens: [GeneratedToken] = []
        var text = ""
        var finishReason: FinishReason?
    }

    private(set) var answers: [Answer]
    /// By the number of the answer.
    private(set) var usages: [Int: Usage] = [:]

    init(count: Int) {
        answers = Array(repeating: Answer(), count: count)
    }

    mutating func add(_ choice: ChoiceEvent) {
        switch choice.event {
        case .prompt(let tokens, _):
            answers[choice.index].prompt = tokens
        case .token(let token):
            answers[choice.index].tokens.append(token)
            answers[choice.index].text += token.text
        case .finished(let reason, let text, let usage):
            answers[choice.index].text += text
            answers[choice.index].finishReason = reason
            usages[choice.index] = usage
        }
    }
}
