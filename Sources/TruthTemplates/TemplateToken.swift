/// A word or sign inside `{{ }}` or `{% %}`.
struct TemplateToken: Sendable {
    enum Kind: Sendable, Hashable {
        case name(String)
        case string(String)
        case integer(Int)
        case number(Double)
        case sign(String)
    }

    var kind: Kind
    var line: Int

    /// The token as an error shows it.
    var shown: String {
        switch kind {
        case .name(let name): "'\(name)'"
        case .string: "a string"
        case .integer, .number: "a number"
        case .sign(let sign): "'\(sign)'"
        }
    }
}

/// A stretch of a template's source.
enum TemplateSection: Sendable {
    case text(TemplateText, line: Int)
    /// `{{ … }}`
    case write([TemplateToken], line: Int)
    /// `{% … %}`
    case block([TemplateToken], line: Int)
}
