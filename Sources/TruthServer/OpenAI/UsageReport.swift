import TruthModels

/// What a request cost, in OpenAI's shape.
struct UsageReport: Encodable, Sendable {
    struct PromptDetails: Encodable, Sendable {
        var cachedTokens: Int
    }

    var promptTokens: Int
    var completionTokens: Int
    var totalTokens: Int
    var promptTokensDetails: PromptDetails

    /// The sum over several answers; answers to one prompt share its cost.
    ///
    /// - Parameters:
    ///   - usages: By the number of the answer.
    ///   - answersPerPrompt: How many answers in a row belong to one prompt.
    init(_ usages: [Int: Usage], answersPerPrompt: Int = 1) {
        let prompts = usages.filter { $0.key.isMultiple(of: answersPerPrompt) }.values
        promptTokens = prompts.map(\.promptTokens).reduce(0, +)
        completionTokens = usages.values.map(\.completionTokens).reduce(0, +)
        totalTokens = promptTokens + completionTokens
        promptTokensDetails = .init(cachedTokens: prompts.map(\.cachedTokens).reduce(0, +))
    }
}
