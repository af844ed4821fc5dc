public import TruthCheckpoints

/// Why a tokenizer can't be loaded, or a conversation not be put into tokens.
public enum TokenizerError: Error, Hashable, CustomStringConvertible {
    case unreadableFile(file: String, reason: String)
    /// The file is not JSON.
    case invalidJSON(JSONError)
    /// A GGUF file's metadata lacks a key, or it has another type.
    case checkpoint(CheckpointError)
    case missingField(file: String, field: String)
    case wrongType(file: String, field: String, expected: String, found: String)
    /// The field's value can't be meant: an id outside the vocabulary, a merge of unknown tokens.
    case invalidValue(file: String, field: String, value: String, problem: String)
    /// The value is legal, but this program doesn't know how to do it.
    case unsupported(file: String, field: String, value: String, supported: [String])
    /// No chat template could be recognised.
    case unknownTemplate(file: String, problem: String)
    /// The template needs a token that the vocabulary lacks.
    case missingTemplateToken(template: String, token: String)

    public var description: String {
        switch self {
        case .unreadableFile(let file, let reason):
            "\(file): can't be read: \(reason)"
        case .invalidJSON(let error):
            error.description
        case .checkpoint(let error):
            error.description
        case .missingField(let file, let field):
            "\(file): the tokenizer needs the field '\(field)', which is missing."
        case .wrongType(let file, let field, let expected, let found):
            "\(file): '\(field)' should be \(expected), but is \(found)."
        case .invalidValue(let file, let field, let value, let problem):
            "\(file): '\(field)' is \(value): \(problem)."
        case .unsupported(let file, let field, let value, let supported):
            "\(file): '\(field)' is \(value), which is not supported. Supported: \(supported.joined(separator: ", "))."
        case .unknownTemplate(let file, let problem):
            "\(file): \(problem). Choose one with --template: \(ChatTemplate.names.joined(separator: ", "))."
        case .missingTemplateToken(let template, let token):
            "The chat template \(template) needs the token \(token), which this vocabulary lacks. Choose another with --template: \(ChatTemplate.names.joined(separator: ", "))."
        }
    }
}
