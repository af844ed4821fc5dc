/// Why a template can't be read or run.
public enum TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The template isn't well formed.
    case syntax(line: Int, problem: String)
    /// Legal Jinja that this interpreter doesn't know.
    case unsupported(construct: String, line: Int)
    /// Values don't fit what is done with them.
    case wrongUse(line: Int, problem: String)
    /// The template refuses the conversation, by `raise_exception`.
    case raised(message: String)
    /// The template goes on for too long.
    case limit(what: String, line: Int)

    public var description: String {
        switch self {
        case .syntax(let line, let problem): "line \(line): \(problem)"
        case .unsupported(let construct, let line): "line \(line): \(construct) is not supported"
        case .wrongUse(let line, let problem): "line \(line): \(problem)"
        case .raised(let message): "the template refuses the conversation: \(message)"
        case .limit(let what, let line): "line \(line): stopped at the limit of \(what)"
        }
    }
}
