/// Why examples can't be learnt from.
package enum ExampleError: Error, Hashable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    /// `place` is a line, or the number of an array's element, from 1.
    case malformed(path: String, place: String, problem: String)
    case none(path: String)
    /// The tokens of a conversation's beginning aren't the beginning of its tokens.
    case inconsistentTemplate(path: String, place: String, turn: Int)
    case allTooLong(path: String, length: Int)

    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path) can't be read: \(reason)."
        case .malformed(let path, let place, let problem):
            "\(path), \(place): \(problem)."
        case .none(let path):
            "\(path) holds no example. Each is a JSON object on a line of its own, or an element of one JSON array."
        case .inconsistentTemplate(let path, let place, let turn):
            "\(path), \(place): the chat template writes turn \(turn) of the conversation otherwise once later turns follow, so it can't be told which tokens are the assistant's. Choose another template with examples.template."
        case .allTooLong(let path, let length):
            "No example of \(path) fits in \(length) tokens with anything left to learn. Choose a larger data.sequence-length."
        }
    }
}
