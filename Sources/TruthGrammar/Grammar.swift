/// The texts that an answer may be: a JSON schema, a grammar or a regular expression, compiled.
///
/// Two are equal if they are the same object: ``GrammarCache`` gives the same one for the same source.
public final class Grammar: Sendable, Hashable {
    /// Where the texts are described.
    public enum Source: Sendable, Hashable {
        /// Any JSON object.
        case jsonObject
        /// A JSON schema, as a JSON document.
        case jsonSchema(String)
        /// llama.cpp's GBNF.
        case gbnf(String)
        /// A regular expression that the whole answer matches.
        case regularExpression(String)
    }

    public let source: Source
    let program: Program

    /// - Throws: ``GrammarError``; for a schema that is no JSON, `JSONError`.
    public init(_ source: Source) throws {
        self.source = source
        try Self.checkLength(of: source)
        program = try ProgramCompiler.program(of: Self.rules(of: source))
    }

    public static func == (left: Grammar, right: Grammar) -> Bool { left === right }
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

    private static func checkLength(of source: Source) throws(GrammarError) {
        let text =
            switch source {
            case .jsonObject: ""
            case .jsonSchema(let text), .gbnf(let text), .regularExpression(let text): text
            }
        guard text.utf8.count <= GrammarLimits.sourceByteCount else { throw .tooLarge(what: "bytes", limit: GrammarLimits.sourceByteCount) }
    }

    private static func rules(of source: Source) throws -> RuleSet {
        switch source {
        case .jsonObject: return try JSONSchemaCompiler.anyObject()
        case .jsonSchema(let text): return try JSONSchemaCompiler.rules(of: text)
        case .gbnf(let text): return try GBNFParser.rules(of: text)
        case .regularExpression(let text):
            var rules = RuleSet()
            rules.root = try RegularExpression.whole(text)
            return rules
        }
    }
}
