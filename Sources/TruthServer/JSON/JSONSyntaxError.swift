/// Where and why a text isn't JSON.
package struct JSONSyntaxError: Error, Hashable, CustomStringConvertible {
    package var problem: String
    /// Bytes before the place.
    package var offset: Int
    /// Counted from 1.
    package var line: Int
    /// Counted from 1, in code points.
    package var column: Int

    init(_ problem: String, at offset: Int, in bytes: [UInt8]) {
        let before = bytes.prefix(offset)
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        self.problem = problem
        self.offset = offset
        line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        column = 1 + before[lineStart...].count { $0 & 0xC0 != 0x80 }
    }

    package var description: String {
        "The body is not valid JSON: \(problem) at line \(line), column \(column) (byte \(offset))."
    }
}
