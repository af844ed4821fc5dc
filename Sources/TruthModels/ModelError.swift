/// Why a file can't be run as a model.
public enum ModelError: Error, Hashable, CustomStringConvertible {
    /// The file describes an architecture that isn't built in.
    case unsupportedArchitecture(path: String, name: String, supported: [String])
    /// A setting asks for something that isn't built in.
    case unsupportedSetting(path: String, name: String, value: String, supported: String)
    /// A setting the architecture needs is absent or of another type.
    case missingSetting(path: String, name: String)
    /// A setting's value has no meaning.
    case invalidSetting(path: String, name: String, value: String, expected: String)
    /// A tensor's shape disagrees with the settings.
    case unexpectedShape(path: String, name: String, expected: [Int], found: [Int])
    /// The tokenizer knows more tokens than the model.
    case vocabularyMismatch(path: String, tokenizer: Int, model: Int)
    /// The engine was shut down before the answer was complete.
    case stopped
    /// An engine option has no meaning.
    case invalidOption(name: String, value: String, expected: String)

    public var description: String {
        switch self {
        case .unsupportedArchitecture(let path, let name, let supported):
            "\(path): the architecture is \(name); supported here: \(supported.joined(separator: ", ")). Choose another model file."
        case .unsupportedSetting(let path, let name, let value, let supported):
            "\(path): \(name) is \(value); supported: \(supported). Choose another model file."
        case .missingSetting(let path, let name):
            "\(path): the setting \(name) is missing. The file is incomplete, or of another kind than it says."
        case .invalidSetting(let path, let name, let value, let expected):
            "\(path): \(name) is \(value); expected \(expected). The file is damaged."
        case .unexpectedShape(let path, let name, let expected, let found):
            "\(path): tensor \(name) has the shape \(found); the settings ask for \(expected). The file is damaged."
        case .vocabularyMismatch(let path, let tokenizer, let model):
            "\(path): the tokenizer has \(tokenizer) tokens, the model \(model). They don't belong together."
        case .stopped:
            "The engine has been shut down; the answer is incomplete. Ask again once it runs."
        case .invalidOption(let name, let value, let expected):
            "\(name) is \(value); expected \(expected)."
        }
    }
}
