/// Holds back text that may be the beginning of a stop text, until it is clear that it isn't.
package struct StopFilter: Sendable {
    private let stops: [[UInt8]]
    private var held: [UInt8] = []

    /// - Parameter stop: Texts that end the answer, none of them empty.
    package init(stop: [String]) {
        stops = stop.map { Array($0.utf8) }
    }

    /// Adds whole characters.
    ///
    /// - Returns: The text that can now be shown, and whether a stop text has come up (the text ends before it).
    package mutating func append(_ text: String) -> (text: String, isStopped: Bool) {
        held += text.utf8
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

    /// What was held back, at the end of the answer.
    package mutating func finish() -> String {
        defer { held = [] }
        return String(decoding: held, as: UTF8.self)
    }
}
