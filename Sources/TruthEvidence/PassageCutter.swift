import TruthCorpus

/// Cuts a text into passages of about 80 to 200 words, at the ends of paragraphs and sentences; posts stay whole.
///
/// The pieces, put together, are the text: each keeps the space that follows it.
enum PassageCutter {
    static let fewestWords = 80
    static let mostWords = 200
    /// A rest shorter than this joins the passage before it.
    static let shortRest = 40
    /// No passage is longer than this, even where a "sentence" never ends (tables, text without spaces).
    static let mostCharacters = 2400

    /// A post of up to so many characters is one passage: X allows no more. A text that calls itself a post and is longer is cut.
    static let longestPost = 25_000

    static func cut(_ document: Document) -> [Substring] {
        if document.isPost, document.text.unicodeScalars.count <= longestPost { return [document.text[...]] }
        return cut(document.text)
    }

    static func cut(_ text: String) -> [Substring] {
        if isShort(text) { return [text[...]] }
        var passages: [Substring] = []
        var start = text.startIndex
        var words = 0
        var characters = 0
        var lastWords = 0
        let pieces = SentenceEnds.pieces(of: text, mostCharacters: mostCharacters)
        for piece in pieces {
            let more = piece.text.split(whereSeparator: \.isWhitespace).count
            let length = piece.text.count
            let isFull = words + more > mostWords || characters + length > mostCharacters
            if words > 0, isFull || (piece.opensParagraph && words >= fewestWords) {
                passages.append(text[start..<piece.text.startIndex])
                lastWords = words
                start = piece.text.startIndex
                (words, characters) = (0, 0)
            }
            words += more
            characters += length
        }
        guard start < text.endIndex else { return passages }
        let rest = text[start...]
        if let last = passages.last, words < shortRest, lastWords + words <= mostWords + shortRest,
            last.count + characters <= mostCharacters
        {
            passages[passages.count - 1] = text[last.startIndex...]
        } else {
            passages.append(rest)
        }
        return passages
    }

    /// Whether the text is one passage as it is; bytes are never fewer than characters, nor spaces than gaps between words.
    private static func isShort(_ text: String) -> Bool {
        text.utf8.count <= mostCharacters && text.utf8.count { $0 == 0x20 || $0 == 0x0A } < mostWords
    }
}
