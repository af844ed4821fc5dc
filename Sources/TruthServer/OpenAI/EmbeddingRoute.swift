import Foundation
import Hummingbird
import TruthCheckpoints

/// `POST /v1/embeddings`, as OpenAI's clients expect it.
struct EmbeddingRoute: Sendable {
    let services: Services

    /// The most texts of one request, as with OpenAI.
    static let maximumTexts = 2048
    /// How many texts are embedded between two looks at whether the client is still there.
    static let textsAtOnce = 16

    struct Input {
        var model: String?
        var texts: [String]
        var isBase64: Bool
        var dimensions: Int?

        init(_ fields: inout Fields) throws {
            model = try fields.string("model")
            texts = try Self.texts(&fields)
            dimensions = try fields.integer("dimensions", in: 1...Int.max)
            _ = try fields.string("user")
            switch try fields.string("encoding_format") ?? "float" {
            case "float": isBase64 = false
            case "base64": isBase64 = true
            default: throw APIError.invalid("encoding_format", "encoding_format must be \"float\" or \"base64\".")
            }
            try fields.refuseRest()
        }

        private static func texts(_ fields: inout Fields) throws -> [String] {
            let elements: [JSONValue]
            switch fields.value("input") {
            case nil: throw APIError.missing("input")
            case .string(let text): elements = [.string(text)]
            case .array(let array): elements = array
            case .some(let other): throw APIError.wrongType("input", expected: "a string or an array of strings", found: other)
            }
            guard (1...EmbeddingRoute.maximumTexts).contains(elements.count) else {
                throw APIError.outOfRange("input", expected: "1 to \(EmbeddingRoute.maximumTexts) texts", found: "\(elements.count)")
            }
            return try elements.enumerated().map { index, element in
                guard case .string(let text) = element else {
                    throw APIError.wrongType("input[\(index)]", expected: "a string", found: element)
                }
                guard !text.isEmpty else { throw APIError.invalid("input[\(index)]", "input[\(index)] is empty.") }
                return text
            }
        }
    }

    struct Output: Encodable, Sendable {
        enum Vector: Encodable, Sendable {
            case numbers([Float])
            /// Little-endian 32-bit floats.
            case base64(String)

            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                switch self {
                case .numbers(let numbers): try container.encode(numbers)
                case .base64(let text): try container.encode(text)
                }
            }
        }

        struct Embedding: Encodable, Sendable {
            var object = "embedding"
            var index: Int
            var embedding: Vector
        }

        struct Usage: Encodable, Sendable {
            var promptTokens: Int
            var totalTokens: Int
        }

        var object = "list"
        var data: [Embedding]
        var model: String
        var usage: Usage
    }

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        var fields = try await services.reader.fields(of: request)
        let input = try Input(&fields)
        guard let model = services.embedding else {
            throw APIError.notFound("This server runs without an embedding model.", param: "model", code: "model_not_found")
        }
        try services.check(input.model, is: model.name)
        guard input.dimensions == nil || input.dimensions == model.embedder.dimension else {
            throw APIError.invalid("dimensions", "\(model.name) has \(model.embedder.dimension) dimensions, and no other number of them.")
        }
        let job = Job<Output>(
            for: request, gate: services.lookupGate, timeLimit: services.configuration.limits.requestTime
        ) { yield in
            yield(try await output(for: input, from: model))
        }
        let embedded = try await job.first()
        await job.end()
        return try Response(json: embedded, names: .snakeCase, headers: [.connection: "close"])
    }

    private func output(for input: Input, from model: EmbeddingModel) async throws -> Output {
        let texts = input.texts
        let tokenCount = try await services.blocking { try Self.tokenCount(texts, model: model) }
        var vectors: [[Float]] = []
        for start in stride(from: 0, to: texts.count, by: Self.textsAtOnce) {
            try Task.checkCancellation()
            let part = Array(texts[start..<min(start + Self.textsAtOnce, texts.count)])
            vectors += try await services.blocking { try model.embedder.embed(part) }
        }
        services.metrics.count("truthgpt_tokens_total", [("kind", "embedded")], by: tokenCount)
        let data = vectors.enumerated().map { index, vector in
            Output.Embedding(index: index, embedding: input.isBase64 ? .base64(Self.base64(vector)) : .numbers(vector))
        }
        return Output(data: data, model: model.name, usage: .init(promptTokens: tokenCount, totalTokens: tokenCount))
    }

    private static func tokenCount(_ texts: [String], model: EmbeddingModel) throws -> Int {
        try texts.enumerated().reduce(0) { sum, text in
            let count = try model.tokenCount(text.element)
            if let maximum = model.maximumTokens, count > maximum {
                throw APIError.invalid(
                    "input[\(text.offset)]",
                    "input[\(text.offset)] has \(count) tokens; \(model.name) takes at most \(maximum). Split it.",
                    code: "context_length_exceeded")
            }
            return sum + count
        }
    }

    private static func base64(_ vector: [Float]) -> String {
        var bytes = Data(capacity: vector.count * 4)
        for number in vector {
            let bits = number.bitPattern
            for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        }
        return bytes.base64EncodedString()
    }
}
