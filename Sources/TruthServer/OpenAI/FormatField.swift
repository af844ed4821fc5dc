import TruthCheckpoints
import TruthGrammar

/// What an answer must fit: OpenAI's `response_format`, or `grammar`, as llama.cpp's server has it.
enum FormatField {
    /// The grammar that a request asks for; `nil` where any text will do.
    static func grammar(_ fields: inout Fields, from grammars: GrammarCache) throws -> Grammar? {
        let format = try fields.fields("response_format")
        let grammar = try fields.string("grammar")
        guard format == nil || grammar == nil else { throw APIError.invalid("grammar", "Give response_format or grammar, not both.") }
        if let grammar { return try compiled(.gbnf(grammar), as: "grammar", from: grammars) }
        guard var format else { return nil }
        let source = try source(&format)
        try format.refuseRest()
        return try source.map { try compiled($0, as: "response_format", from: grammars) }
    }

    private static func source(_ format: inout Fields) throws -> Grammar.Source? {
        switch try format.requiredString("type") {
        case "text": return nil
        case "json_object": return .jsonObject
        case "json_schema":
            guard var schema = try format.fields("json_schema") else { throw APIError.missing(format.name("json_schema")) }
            return try source(ofSchema: &schema)
        default:
            throw APIError.unsupportedValue(format.name("type"), allowed: [.string("text"), .string("json_object"), .string("json_schema")])
        }
    }

    /// `name` and `description` only inform; an answer fits the schema whether or not `strict` asks for it.
    private static func source(ofSchema fields: inout Fields) throws -> Grammar.Source {
        _ = try fields.string("name")
        _ = try fields.string("description")
        _ = try fields.boolean("strict")
        guard let schema = fields.value("schema") else { throw APIError.missing(fields.name("schema")) }
        try fields.refuseRest()
        return .jsonSchema(schema.description)
    }

    private static func compiled(_ source: Grammar.Source, as name: String, from grammars: GrammarCache) throws -> Grammar {
        do {
            return try grammars.grammar(source)
        } catch let error as GrammarError {
            throw APIError.invalid(name, error.description)
        }
    }
}
