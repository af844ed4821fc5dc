import Crypto
import Foundation
package import TruthCheckpoints

/// The JSON objects of a file: one on each line, or the elements of one array.
package struct ExampleFile: Sendable {
    package struct Entry: Sendable {
        /// Where it stands, such as `line 3`.
        package let place: String
        package let value: JSONValue
    }

    package let path: String
    package let entries: [Entry]
    package let sha256: String

    /// - Throws: ``ExampleError``.
    package init(path: String) throws {
        self.path = path
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: (path as NSString).expandingTildeInPath))
        } catch {
            throw ExampleError.unreadable(path: path, reason: error.systemReason)
        }
        sha256 = SHA256.hash(data: bytes).hexadecimal
        let isArray = bytes.first { $0 > UInt8(ascii: " ") } == UInt8(ascii: "[")
        entries = try isArray ? Self.elements(of: bytes, path: path) : Self.lines(of: bytes, path: path)
        guard !entries.isEmpty else { throw ExampleError.none(path: path) }
    }

    private static func elements(of bytes: Data, path: String) throws -> [Entry] {
        let array = try parse(Array(bytes), path: path, place: "the array").array ?? []
        return try array.enumerated().map { try entry($1, path: path, place: "element \($0 + 1)") }
    }

    private static func lines(of bytes: Data, path: String) throws -> [Entry] {
        try bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().compactMap { number, line in
            guard line.contains(where: { $0 > UInt8(ascii: " ") }) else { return nil }
            let place = "line \(number + 1)"
            return try entry(parse(Array(line), path: path, place: place), path: path, place: place)
        }
    }

    private static func parse(_ bytes: [UInt8], path: String, place: String) throws -> JSONValue {
        do {
            return try JSONValue.parse(bytes, file: path)
        } catch {
            throw ExampleError.malformed(path: path, place: place, problem: "it is no JSON (\(error))")
        }
    }

    private static func entry(_ value: JSONValue, path: String, place: String) throws -> Entry {
        guard value.object != nil else { throw ExampleError.malformed(path: path, place: place, problem: "it is \(value.kind), not an object") }
        return Entry(place: place, value: value)
    }
}
