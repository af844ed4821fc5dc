/// Why a JSON document can't be read, and where.
public struct JSONError: Error, Hashable, CustomStringConvertible {
    public enum Problem: Sendable, Hashable {
        case unexpectedEnd(expected: String)
        case unexpectedByte(UInt8, expected: String)
        case invalidNumber(String)
        case invalidEscape
        case loneSurrogate
        case controlCharacter(UInt8)
        case invalidUTF8
        case duplicateKey(String)
        case nestingTooDeep(limit: Int)
    }

    public let file: String
    public let problem: Problem
    /// Bytes before the place of the problem.
    public let byteOffset: Int
    /// Line and column of that place, both from 1; a column is one Unicode scalar.
    public let line: Int
    public let column: Int

    init(file: String, problem: Problem, byteOffset: Int, bytes: Span<UInt8>) {
        self.file = file
        self.problem = problem
        self.byteOffset = byteOffset
        var line = 1
        var column = 1
        for offset in 0..<min(byteOffset, bytes.count) {
            if bytes[offset] == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if bytes[offset] & 0xC0 != 0x80 {
                // Continuation bytes belong to the scalar before them.
                column += 1
            }
        }
        self.line = line
        self.column = column
    }

    public var description: String {
        "\(file): invalid JSON at line \(line), column \(column) (byte \(byteOffset)): \(problem)."
    }
}

extension JSONError.Problem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unexpectedEnd(let expected): "the text ends where \(expected) should come"
        case .unexpectedByte(let byte, let expected): "\(Self.name(of: byte)) stands where \(expected) should come"
        case .invalidNumber(let text): "'\(text)' is no number that fits in 64 bits"
        case .invalidEscape: "an escape must be one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t, or \\u with four hexadecimal digits"
        case .loneSurrogate: "a \\u escape of half a surrogate pair stands alone"
        case .controlCharacter(let byte): "\(Self.name(of: byte)) must be escaped inside a string"
        case .invalidUTF8: "the string is not valid UTF-8"
        case .duplicateKey(let key): "the key '\(key.shortened(to: 80))' comes twice in one object"
        case .nestingTooDeep(let limit): "arrays and objects are nested more than \(limit) deep"
        }
    }

    private static func name(of byte: UInt8) -> String {
        if (0x21...0x7E).contains(byte) {
            "'\(Character(Unicode.Scalar(byte)))'"
        } else {
            "the byte 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }
}
