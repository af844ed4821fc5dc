import Foundation

/// Writes what the server answers as JSON on one line: names in the order of the alphabet, dates in ISO 8601.
enum JSONText {
    /// How members are named: as in Swift, or `like_this`, as OpenAI does.
    enum Names: Sendable {
        case camelCase, snakeCase
    }

    static func data(_ value: some Encodable, names: Names = .camelCase) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        if names == .snakeCase { encoder.keyEncodingStrategy = .convertToSnakeCase }
        return try encoder.encode(value)
    }

    static func string(_ value: some Encodable, names: Names = .camelCase) throws -> String {
        String(decoding: try data(value, names: names), as: UTF8.self)
    }
}
