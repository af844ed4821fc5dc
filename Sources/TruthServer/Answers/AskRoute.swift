import Foundation
import Hummingbird
import TruthCheckpoints
import TruthAnswers
import TruthTokens

/// `POST /v1/ask`: an answer from the evidence, then a verdict for each of its claims.
struct AskRoute: Sendable {
    let services: Services

    struct Input {
        var question: Question
        var stream: Bool

        init(_ fields: inout Fields, services: Services) throws {
            let text = try fields.requiredString("question")
            stream = try fields.boolean("stream") ?? true
            var sampling = services.configuration.answerSampling
            if let temperature = try fields.number("temperature", in: 0...2) { sampling.temperature = Float(temperature) }
            if let seed = try fields.integer("seed") { sampling.seed = UInt64(bitPattern: Int64(seed)) }
            let history = try (fields.array("history") ?? []).enumerated().map { try Self.turn($0.element, path: "history[\($0.offset)]") }
            question = Question(text: text, history: history, sampling: sampling)
            if let maximum = try fields.integer("maximumTokens", in: 1...services.generator.model.contextLength) {
                question.maximumTokens = maximum
            }
            try fields.refuseRest()
            guard !text.allSatisfy(\.isWhitespace) else { throw AnswerError.emptyQuestion }
        }

        private static func turn(_ value: JSONValue, path: String) throws -> ChatMessage {
            var fields = try Fields(value, path: path)
            let role = try fields.requiredString("role")
            let content = try fields.requiredString("content")
            try fields.refuseRest()
            switch role {
            case "user": return ChatMessage(role: .user, content: content)
            case "assistant": return ChatMessage(role: .assistant, content: content)
            default: throw APIError.invalid(fields.name("role"), "\(fields.name("role")) must be user or assistant.")
            }
        }
    }

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        var fields = try await services.reader.fields(of: request)
        let input = try Input(&fields, services: services)
        let answering = services.answering
        let job = services.answer({ answering.ask(input.question) }, for: request)
        return try await .init(answer: job, stream: input.stream, context: context)
    }
}
