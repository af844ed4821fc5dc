import TruthCheckpoints
import TruthTokens

extension ChatMessage {
    /// A message as OpenAI's clients send it, at `path` in the request.
    init(_ value: JSONValue, path: String) throws {
        var fields = try Fields(value, path: path)
        let role = try fields.requiredString("role")
        let content = try Self.content(&fields)
        try fields.neutral("annotations", .array([]))
        try fields.neutral("tool_calls", .array([]))
        try fields.refuseRest()
        switch role {
        case "system", "developer": self.init(role: .system, content: content)
        case "user": self.init(role: .user, content: content)
        case "assistant": self.init(role: .assistant, content: content)
        default:
            throw APIError.invalid(
                fields.name("role"), "\(fields.name("role")) must be system, developer, user or assistant; other roles are not supported.")
        }
    }

    /// A string, or text parts, each on lines of its own.
    private static func content(_ fields: inout Fields) throws -> String {
        let name = fields.name("content")
        switch fields.value("content") {
        case nil: throw APIError.missing(name)
        case .string(let text): return text
        case .array(let parts):
            return try parts.enumerated().map { index, part in
                var part = try Fields(part, path: "\(name)[\(index)]")
                let type = try part.requiredString("type")
                guard type == "text" else {
                    throw APIError.invalid(part.name("type"), "\(part.name("type")) must be \"text\"; this model reads only text.")
                }
                let text = try part.requiredString("text")
                try part.refuseRest()
                return text
            }.joined(separator: "\n")
        case .some(let other): throw APIError.wrongType(name, expected: "a string or an array of text parts", found: other)
        }
    }
}
