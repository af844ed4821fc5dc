/// Turns the bytes of tokens into text that can be shown at once.
///
/// Whole characters only: the bytes of an unfinished one wait for the next token, and malformed UTF-8 becomes U+FFFD. Text that
/// may be the beginning of a stop text waits until it is clear that it isn't.
package struct AnswerText: Sendable {
    private let stops: [[UInt8]]
    /// The bytes of an unfinished character.
    private var unfinished: [UInt8] = []
    /// Well-formed text that may begin a stop text.
    private var held: [UInt8] = []

    /// - Parameter stop: Texts that end the answer, none of them empty.
    package init(stop: [String]) {
        stops = stop.map { Array($0.utf8) }
    }

    /// Adds a token's bytes.
    ///
    /// - Returns: The text that can now be shown, and whether a stop text has come up (the text ends before it).
    package mutating func append(_ bytes: [UInt8]) -> (text: String, isStopped: Bool) {
        unfinished += bytes
        let complete = unfinished.count - Self.unfinishedSuffix(of: unfinished)
        held += String(decoding: unfinished[..<complete], as: UTF8.self).utf8
        unfinished.removeFirst(complete)
        return release()
    }

    /// Ends the answer.
    ///
    /// - Returns: The text that was held back; an unfinished character becomes U+FFFD.
    package mutating func finish() -> (text: String, isStopped: Bool) {
        held += String(decoding: unfinished, as: UTF8.self).utf8
        unfinished = []
        var (text, isStopped) = release()
        if !isStopped { text += String(decoding: held, as: UTF8.self) }
        held = []
        return (text, isStopped)
    }

    /// Takes from `held` what cannot belong to a stop text.
    private mutating func release() -> (text: String, isStopped: Bool) {
        var start = 0
        while start < held.count {
            let rest = held[start...]
            if stops.contains(where: { rest.starts(with: $0) }) {
                defer { held = [] }
                return (String(decoding: held[..<start], as: UTF8.self), true)
            }
            // Both sides are well-formed UTF-8, so a match can only begin where a character does.
            if stops.contains(where: { $0.starts(with: rest) }) { break }
            start += 1
        }
        defer { held.removeFirst(start) }
        return (String(decoding: held[..<start], as: UTF8.self), false)
    }

    /// How many bytes at the end begin a character that may still be completed.
    private static func unfinishedSuffix(of bytes: [UInt8]) -> Int {
        for length in 1...3 where length <= bytes.count {
            let byte = bytes[bytes.count - length]
            if byte & 0xC0 == 0x80 { continue }
            let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return needed > length ? length : 0
        }
        return 0
    }
}
