import Foundation
import Hummingbird
import TruthAnswers

/// `POST /v1/check`: a verdict for each claim of a text.
struct CheckRoute: Sendable {
    let services: Services

    struct Input {
        var text: String
        var stream: Bool

        init(_ fields: inout Fields) throws {
            text = try fields.requiredString("text")
            stream = try fields.boolean("stream") ?? true
            try fields.refuseRest()
            guard !text.allSatisfy(\.isWhitespace) else { throw AnswerError.emptyText }
        }
    }

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        var fields = try await services.reader.fields(of: request, limit: services.configuration.limits.checkBodySize)
        let input = try Input(&fields)
        let answering = services.answering
        let job = services.answer({ answering.check(input.text) }, for: request)
        return try await .init(answer: job, stream: input.stream, context: context)
    }
}
