import Foundation
import Hummingbird
import TruthCheckpoints
import TruthGrammar
import TruthModels
import TruthTokens

/// `POST /v1/chat/completions`, as OpenAI's clients expect it.
struct ChatCompletionRoute: Sendable {
    let services: Services

    /// What was asked for.
    struct Input {
        var requests: [GenerationRequest]
        var model: String?
        var shared: SamplingFields

        init(_ fields: inout Fields, defaults: SamplingOptions, grammars: GrammarCache) throws {
            model = try fields.string("model")
            let messages = try Self.messages(&fields)
            let shared = try SamplingFields(&fields, defaults: defaults, grammars: grammars)
            let maximumTokens = try Self.maximumTokens(&fields)
            let topLogProbabilities = try Self.topLogProbabilities(&fields)
            try Self.refuseOtherModes(&fields)
            try fields.refuseRest()
            self.shared = shared
            requests = (0..<shared.answerCount).map { index in
                shared.request(.chat(messages), answer: index, maximumTokens: maximumTokens, topLogProbabilities: topLogProbabilities)
            }
        }

        private static func messages(_ fields: inout Fields) throws -> [ChatMessage] {
            guard let elements = try fields.array("messages") else { throw APIError.missing("messages") }
            guard !elements.isEmpty else { throw APIError.invalid("messages", "messages is empty; send at least one message.") }
            return try elements.enumerated().map { index, element in
                try ChatMessage(element, path: "messages[\(index)]")
            }
        }

        private static func maximumTokens(_ fields: inout Fields) throws -> Int? {
            let older = try fields.integer("max_tokens", in: 1...Int.max)
            let newer = try fields.integer("max_completion_tokens", in: 1...Int.max)
            guard older == nil || newer == nil || older == newer else {
                throw APIError.invalid("max_completion_tokens", "max_tokens and max_completion_tokens differ; send one of them.")
            }
            return newer ?? older
        }

        private static func topLogProbabilities(_ fields: inout Fields) throws -> Int? {
            let isWanted = try fields.boolean("logprobs") ?? false
            let count = try fields.integer("top_logprobs", in: 0...20)
            guard isWanted || count == nil else {
                throw APIError.invalid("top_logprobs", "top_logprobs may only be given when logprobs is true.")
            }
            return isWanted ? count ?? 0 : nil
        }

        private static func refuseOtherModes(_ fields: inout Fields) throws {
            try fields.neutral("modalities", .array([.string("text")]))
        }
    }

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        var fields = try await services.reader.fields(of: request)
        var input = try Input(&fields, defaults: services.configuration.sampling, grammars: services.grammars)
        let adapterName = try services.adapterName(for: input.model)
        for index in input.requests.indices { input.requests[index].adapterName = adapterName }
        let job = services.generate(input.requests, for: request)
        let first = try await job.first()
        let head = ChatChunk.Head(id: "chatcmpl-" + .randomIdentifier(), model: adapterName ?? services.generator.model.name)
        if input.shared.stream {
            let encoder = ChatChunkEncoder(
                head: head, includeUsage: input.shared.includeUsage, withLogProbabilities: input.requests[0].topLogProbabilities != nil)
            return Response(streaming: job, first: first, encoder: encoder, logger: context.logger)
        }
        var answers = CollectedAnswers(count: input.requests.count)
        answers.add(first)
        try await job.forEach { answers.add($0) }
        let completion = ChatCompletion(head: head, answers: answers, withLogProbabilities: input.requests[0].topLogProbabilities != nil)
        return try Response(json: completion, names: .snakeCase, headers: [.connection: "close"])
    }
}
