/// Why a schema, a grammar or a regular expression can't be used.
public enum GrammarError: Error, Hashable, CustomStringConvertible {
    /// A JSON schema says something that isn't built in.
    case unsupportedKeyword(path: String, keyword: String, advice: String)
    /// A keyword's value has no meaning.
    case invalidKeyword(path: String, keyword: String, expected: String)
    /// A `$ref` leads nowhere, or outside the schema.
    case unknownReference(path: String, reference: String)
    /// A grammar or a regular expression breaks the rules of its notation.
    case syntax(notation: String, offset: Int, problem: String)
    /// A rule is used that no line defines.
    case unknownRule(name: String)
    /// A rule begins with itself, so that reading it would never end.
    case leftRecursion(rule: String)
    /// No finite text fits.
    case nothingFits(place: String)
    /// Larger than the limits allow.
    case tooLarge(what: String, limit: Int)
    /// Every text that fits needs bytes that the model's vocabulary doesn't have.
    case vocabularyTooSmall

    public var description: String {
        switch self {
        case .unsupportedKeyword(let path, let keyword, let advice):
            "The schema's \(path) has the keyword '\(keyword)', which isn't supported. \(advice)"
        case .invalidKeyword(let path, let keyword, let expected):
            "The schema's \(path) has a '\(keyword)' that isn't right; expected \(expected)."
        case .unknownReference(let path, let reference):
            "The schema's \(path) refers to '\(reference)', which isn't there. References look like '#/$defs/name', inside the schema."
        case .syntax(let notation, let offset, let problem):
            "The \(notation) can't be read at byte \(offset): \(problem)."
        case .unknownRule(let name):
            "The grammar uses the rule '\(name)', which it doesn't define. Add a line '\(name) ::= …'."
        case .leftRecursion(let rule):
            "The rule '\(rule)' begins with itself. Write it so that each turn reads a character first: 'a ::= b (\",\" b)*'."
        case .nothingFits(let place):
            "No finite text fits \(place)."
        case .tooLarge(let what, let limit):
            "The grammar is too large: \(what), at most \(limit). Make it smaller."
        case .vocabularyTooSmall:
            "The model's vocabulary can't write any text that fits."
        }
    }
}
