import TruthCheckpoints
import TruthGrammar
import TruthModels

/// The parameters that chat and text completions share.
struct SamplingFields: Sendable {
    var sampling: SamplingOptions
    var stop: [String]
    /// How many answers per prompt.
    var answerCount: Int
    var stream: Bool
    var includeUsage: Bool
    /// What the answers must fit.
    var grammar: Grammar?

    init(_ fields: inout Fields, defaults: SamplingOptions, grammars: GrammarCache) throws {
        sampling = defaults
        if let value = try fields.number("temperature", in: 0...2) { sampling.temperature = Float(value) }
        if let value = try fields.number("top_p", in: 0...1) { sampling.topP = Float(value) }
        if let value = try fields.integer("top_k", in: 0...Int.max) { sampling.topK = value }
        if let value = try fields.number("min_p", in: 0...1) { sampling.minP = Float(value) }
        if let value = try fields.number("repetition_penalty", in: 0.1...10) { sampling.repetitionPenalty = Float(value) }
        if let value = try fields.integer("seed") { sampling.seed = UInt64(bitPattern: Int64(value)) }
        stop = try Self.stop(&fields)
        grammar = try FormatField.grammar(&fields, from: grammars)
        answerCount = try fields.integer("n", in: 1...16) ?? 1
        stream = try fields.boolean("stream") ?? false
        includeUsage = try Self.includeUsage(&fields, stream: stream)
        try Self.acceptInformation(&fields)
        try fields.neutral("frequency_penalty", .integer(0))
        try fields.neutral("presence_penalty", .integer(0))
        try fields.neutral("logit_bias", .object(JSONObject()))
    }

    /// The request for answer `index` to `prompt`, each with a seed of its own.
    func request(
        _ prompt: Prompt, answer index: Int, maximumTokens: Int?, topLogProbabilities: Int?, echo: Bool = false
    ) -> GenerationRequest {
        var sampling = sampling
        sampling.seed = sampling.seed.map { $0 &+ UInt64(index) }
        var request = GenerationRequest(
            prompt: prompt, sampling: sampling, maximumTokens: maximumTokens, stop: stop, topLogProbabilities: topLogProbabilities,
            echo: echo)
        request.grammar = grammar
        return request
    }

    private static func stop(_ fields: inout Fields) throws -> [String] {
        let elements: [JSONValue]
        switch fields.value("stop") {
        case nil: return []
        case .string(let text): elements = [.string(text)]
        case .array(let array): elements = array
        case .some(let other): throw APIError.wrongType(fields.name("stop"), expected: "a string or an array of strings", found: other)
        }
        guard elements.count <= 16 else {
            throw APIError.outOfRange(fields.name("stop"), expected: "at most 16 texts", found: "\(elements.count)")
        }
        return try elements.enumerated().map { index, element in
            let name = "\(fields.name("stop"))[\(index)]"
            guard case .string(let text) = element else { throw APIError.wrongType(name, expected: "a string", found: element) }
            guard !text.isEmpty else { throw APIError.invalid(name, "\(name) is empty.") }
            return text
        }
    }

    private static func includeUsage(_ fields: inout Fields, stream: Bool) throws -> Bool {
        guard var options = try fields.fields("stream_options") else { return false }
        guard stream else {
            throw APIError.invalid("stream_options", "stream_options may only be given when stream is true.")
        }
        let includeUsage = try options.boolean("include_usage") ?? false
        try options.neutral("include_obfuscation", .bool(false))
        try options.refuseRest()
        return includeUsage
    }

    /// Takes the parameters that only inform, and refuses values that ask for something to be done.
    static func acceptInformation(_ fields: inout Fields) throws {
        _ = try fields.string("user")
        _ = try fields.string("safety_identifier")
        _ = try fields.string("prompt_cache_key")
        _ = try fields.fields("metadata")
        try fields.neutral("store", .bool(false))
        try fields.neutral("service_tier", .string("auto"), .string("default"))
    }
}
