import Foundation
import Hummingbird
import TruthCheckpoints
import TruthGrammar
import TruthModels

/// `POST /v1/completions`, as OpenAI's clients and evaluation harnesses expect it.
struct CompletionRoute: Sendable {
    let services: Services

    /// The most answers of one request, over all its prompts.
    static let maximumAnswers = 256

    /// What was asked for.
    struct Input {
        var prompts: [Prompt]
        var requests: [GenerationRequest]
        var model: String?
        var shared: SamplingFields
        var echo: Bool

        init(_ fields: inout Fields, defaults: SamplingOptions, grammars: GrammarCache) throws {
            model = try fields.string("model")
            prompts = try Self.prompts(&fields)
            let shared = try SamplingFields(&fields, defaults: defaults, grammars: grammars)
            // 16 is OpenAI's default on this route; 0 only reads the prompt.
            let maximumTokens = try fields.integer("max_tokens", in: 0...Int.max) ?? 16
            let logProbabilities = try fields.integer("logprobs", in: 0...20)
            let echo = try fields.boolean("echo") ?? false
            try fields.neutral("best_of", .integer(1))
            try fields.neutral("suffix", .string(""))
            try fields.refuseRest()
            guard prompts.count * shared.answerCount <= CompletionRoute.maximumAnswers else {
                throw APIError.outOfRange(
                    "prompt", expected: "at most \(CompletionRoute.maximumAnswers) prompts times n", found: "\(prompts.count * shared.answerCount)")
            }
            self.shared = shared
            self.echo = echo
            requests = prompts.flatMap { prompt in
                (0..<shared.answerCount).map { index in
                    shared.request(
                        prompt, answer: index, maximumTokens: maximumTokens, topLogProbabilities: logProbabilities, echo: echo)
                }
            }
        }

        /// A text, token ids, or an array of either.
        private static func prompts(_ fields: inout Fields) throws -> [Prompt] {
            let expected = "a string, an array of strings, an array of token ids, or an array of those"
            switch fields.value("prompt") {
            case nil: throw APIError.missing("prompt")
            case .string(let text): return [.text(text)]
            case .array(let elements):
                guard let first = elements.first else { throw APIError.invalid("prompt", "prompt is empty.") }
                if case .integer = first { return [.tokens(try tokens(elements, name: "prompt"))] }
                return try elements.enumerated().map { index, element in
                    switch (first, element) {
                    case (.string, .string(let text)): .text(text)
                    case (.array, .array(let ids)): .tokens(try tokens(ids, name: "prompt[\(index)]"))
                    default: throw APIError.wrongType("prompt[\(index)]", expected: expected, found: element)
                    }
                }
            case .some(let other): throw APIError.wrongType("prompt", expected: expected, found: other)
            }
        }

        private static func tokens(_ elements: [JSONValue], name: String) throws -> [Int] {
            try elements.enumerated().map { index, element in
                guard case .integer(let id) = element else {
                    throw APIError.wrongType("\(name)[\(index)]", expected: "a token id", found: element)
                }
                return id
            }
        }
    }

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        var fields = try await services.reader.fields(of: request)
        var input = try Input(&fields, defaults: services.configuration.sampling, grammars: services.grammars)
        let adapterName = try services.adapterName(for: input.model)
        for index in input.requests.indices { input.requests[index].adapterName = adapterName }
        let job = services.generate(input.requests, for: request)
        let first = try await job.first()
        let style = Completion.Style(
            id: "cmpl-" + .randomIdentifier(), model: adapterName ?? services.generator.model.name, answersPerPrompt: input.shared.answerCount,
            withLogProbabilities: input.requests[0].topLogProbabilities != nil, echoed: input.echo ? echoed(input.prompts) : nil)
        if input.shared.stream {
            let encoder = CompletionChunkEncoder(style: style, includeUsage: input.shared.includeUsage)
            return Response(streaming: job, first: first, encoder: encoder, logger: context.logger)
        }
        var answers = CollectedAnswers(count: input.requests.count)
        answers.add(first)
        try await job.forEach { answers.add($0) }
        return try Response(json: Completion(style: style, answers: answers), names: .snakeCase, headers: [.connection: "close"])
    }

    private func echoed(_ prompts: [Prompt]) -> [String] {
        prompts.map { prompt in
            switch prompt {
            case .text(let text): text
            case .tokens(let ids): services.generator.text(of: ids)
            case .chat: preconditionFailure("completions: a conversation is no prompt of this route")
            }
        }
    }
}
