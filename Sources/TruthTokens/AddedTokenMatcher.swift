/// Finds added tokens in a text: the leftmost, and the longest of those.
struct AddedTokenMatcher: Sendable {
    /// A stretch of text, or an added token in it.
    enum Part {
        case text(Range<Int>)
        case token(Int)
    }

    /// By first byte, the longest first.
    private let candidates: [UInt8: [AddedToken]]
    private let isFirstByte: [Bool]

    init(_ tokens: [AddedToken]) {
        candidates = Dictionary(grouping: tokens.filter { !$0.content.isEmpty }) { $0.content[0] }
            .mapValues { $0.sorted { $0.content.count > $1.content.count } }
        isFirstByte = (0...255).map { [candidates] in candidates[UInt8($0)] != nil }
    }

    var isEmpty: Bool { candidates.isEmpty }

    /// Cuts `text` at its added tokens.
    ///
    /// - Parameter isData: For each byte, whether it came out of data, in which no special token is found.
    func parts(of text: [UInt8], isData: [Bool]? = nil) -> [Part] {
        var parts: [Part] = []
        var textStart = 0
        var position = 0
        while position < text.count {
            guard isFirstByte[Int(text[position])], let token = token(in: text, at: position, isData) else {
                position += 1
                continue
            }
            let textEnd = token.takesSpaceBefore ? spaceStart(in: text, from: textStart, to: position) : position
            if textEnd > textStart { parts.append(.text(textStart..<textEnd)) }
            parts.append(.token(token.id))
            position += token.content.count
            if token.takesSpaceBehind { position = spaceEnd(in: text, from: position) }
            textStart = position
        }
        if textStart < text.count { parts.append(.text(textStart..<text.count)) }
        return parts
    }

    private func token(in text: [UInt8], at position: Int, _ isData: [Bool]?) -> AddedToken? {
        candidates[text[position]]?.first { token in
            guard text[position...].starts(with: token.content) else { return false }
            guard token.isSpecial, let isData else { return true }
            return !isData[position..<position + token.content.count].contains(true)
        }
    }

    /// Where the white space that ends at `end` starts.
    private func spaceStart(in text: [UInt8], from start: Int, to end: Int) -> Int {
        var position = end
        for scalar in String(decoding: text[start..<end], as: UTF8.self).unicodeScalars.reversed() {
            guard scalar.properties.isWhitespace else { break }
            position -= UTF8.width(scalar)
        }
        return position
    }

    /// Where the white space that starts at `start` ends.
    private func spaceEnd(in text: [UInt8], from start: Int) -> Int {
        var position = start
        for scalar in String(decoding: text[start...], as: UTF8.self).unicodeScalars {
            guard scalar.properties.isWhitespace else { break }
            position += UTF8.width(scalar)
        }
        return position
    }
}
