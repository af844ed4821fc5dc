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
