/// Finds where sentences end, well enough to cut a text into passages.
enum SentenceEnds {
    struct Piece {
        /// With the space after it.
        var text: Substring
        var opensParagraph: Bool
    }

    /// The sentences and lines of `text`; put together, they are the text.
    static func pieces(of text: String, mostCharacters: Int) -> [Piece] {
        var pieces: [Piece] = []
        var start = text.startIndex
        var opens = true
        var index = start
        var length = 0
        while index < text.endIndex {
            let character = text[index]
            let next = text.index(after: index)
            length += 1
            if character.isWhitespace || length >= mostCharacters {
                let end = endOfSpace(text, from: character.isWhitespace ? index : next)
                let space = text[index..<end]
                let newlines = space.reduce(0) { $0 + ($1.isNewline ? 1 : 0) }
                if newlines > 0 || length >= mostCharacters || endsSentence(text[start..<index], before: text[end...]) {
                    pieces.append(Piece(text: text[start..<end], opensParagraph: opens))
                    opens = newlines > 1
                    start = end
                    length = 0
                }
                index = end
            } else {
                index = next
            }
        }
        if start < text.endIndex { pieces.append(Piece(text: text[start...], opensParagraph: opens)) }
        return pieces
    }

    private static func endOfSpace(_ text: String, from index: String.Index) -> String.Index {
        text[index...].firstIndex { !$0.isWhitespace } ?? text.endIndex
    }

    private static let abbreviations: Set<String> = [
        "e.g.", "i.e.", "etc.", "cf.", "vs.", "ca.", "al.", "mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "jr.", "sr.", "inc.", "ltd.",
        "co.", "corp.", "no.", "vol.", "pp.", "p.", "ed.", "eds.", "fig.", "approx.", "dept.", "univ.", "jan.", "feb.", "mar.", "apr.",
        "jun.", "jul.", "aug.", "sep.", "sept.", "oct.", "nov.", "dec.",
    ]

    private static func endsSentence(_ before: Substring, before after: Substring) -> Bool {
        let closed = before.reversed().drop { "\"')]”’".contains($0) }
        guard let mark = closed.first, ".!?。！？".contains(mark) else { return false }
        guard let first = after.first, !first.isLowercase else { return false }
        guard mark == "." else { return true }
        let word = before.split(separator: " ").last.map { $0.lowercased().drop { "\"'([“‘".contains($0) } } ?? ""
        // "J. Smith": a single letter and a full stop is an initial.
        if word.count == 2, word.first?.isLetter == true { return false }
        return !abbreviations.contains(String(word))
    }
}
