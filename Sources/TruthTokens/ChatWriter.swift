/// Collects the pieces of a conversation; texts that follow each other become one, as they would in one string.
struct ChatWriter {
    let trimsContent: Bool
    private(set) var pieces: [ChatTemplate.Piece] = []

    init(trimsContent: Bool) { self.trimsContent = trimsContent }

    mutating func special(_ name: String) { pieces.append(.special(name)) }

    mutating func text(_ text: String) {
        guard !text.isEmpty else { return }
        if case .text(let before)? = pieces.last {
            pieces[pieces.count - 1] = .text(before + text)
        } else {
            pieces.append(.text(text))
        }
    }

    mutating func content(_ content: String) {
        text(trimsContent ? Self.trimmed(content) : content)
    }

    /// Without white space at both ends, as Python's `str.strip()`.
    private static func trimmed(_ text: String) -> String {
        var scalars = Substring(text).unicodeScalars
        while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }

    /// White space to Python: Unicode's, and the four separators U+001C to U+001F.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
}
