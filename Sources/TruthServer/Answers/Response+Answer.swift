import Hummingbird
import TruthAnswers

extension Response {
    /// The answer as it comes, or as one object when it is complete.
    init(answer job: Job<AnswerEvent>, stream: Bool, context: BasicRequestContext) async throws {
        let first = try await job.first()
        if stream {
            self.init(streaming: job, first: first, encoder: AnswerEventEncoder(), logger: context.logger)
            return
        }
        var answer = WireAnswer()
        answer.add(first)
        try await job.forEach { answer.add($0) }
        try self.init(json: answer, headers: [.connection: "close"])
    }
}
