import Foundation

/// A text given by path, or on standard input as `-`.
enum TextInput {
    static func read(_ path: String) throws -> String {
        let bytes: Data
        if path == "-" {
            bytes = try FileHandle.standardInput.readToEnd() ?? Data()
        } else {
            do {
                bytes = try Data(contentsOf: URL(filePath: path))
            } catch {
                throw TextInputError.unreadable(path: path, reason: error.reason)
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw TextInputError.notUTF8(path: path == "-" ? "standard input" : path)
        }
        return text
    }
}

enum TextInputError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case notUTF8(path: String)

    var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path) can't be read: \(reason). Check the path and its permissions."
        case .notUTF8(let path): "\(path) is not UTF-8 text. Convert it first, for example with iconv."
        }
    }
}
