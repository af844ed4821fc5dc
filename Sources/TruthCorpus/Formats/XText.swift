/// The text of a post on X as its readers see it.
enum XText {
    /// A stretch of the stored text that stands for something else.
    struct Link {
        /// In Unicode scalars of the stored text, whose HTML escapes count as they are written.
        var range: Range<Int>
        /// What stands there: `https://t.co/…`.
        var short: String
        var replacement: String
    }

    /// Links in full, HTML's escapes undone, no white space around.
    ///
    /// Links are cut out before escapes are undone, since their places count those as written. A link that isn't where it is said
    /// to be is looked for.
    static func plain(_ stored: String, links: [Link]) -> String {
        if links.isEmpty { return trimmed(unescaped(stored)) }
        let scalars = Array(stored.unicodeScalars)
        var text = ""
        var place = 0
        var misplaced: [Link] = []
        for link in links.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            if link.range.lowerBound >= place, link.range.upperBound <= scalars.count, scalars[link.range].elementsEqual(link.short.unicodeScalars) {
                text += unescaped(string(scalars[place..<link.range.lowerBound])) + link.replacement
                place = link.range.upperBound
            } else {
                misplaced.append(link)
            }
        }
        text += unescaped(string(scalars[place...]))
        for link in misplaced { text = replacing(link.short, in: text, with: link.replacement) }
        return trimmed(text)
    }

    /// Every occurrence of `part` replaced.
    static func replacing(_ part: String, in text: String, with replacement: String) -> String {
        part.isEmpty ? text : text.split(separator: part, omittingEmptySubsequences: false).joined(separator: replacement)
    }

    /// `&amp;`, `&lt;` and `&gt;` are what X escapes; quotes occur in old archives.
    static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        // The ampersand comes last, so that `&amp;lt;` becomes `&lt;`.
        return text.replacing(plain: "&lt;", with: "<").replacing(plain: "&gt;", with: ">").replacing(plain: "&quot;", with: "\"")
            .replacing(plain: "&#39;", with: "'").replacing(plain: "&amp;", with: "&")
    }

    /// The account and the words that a post passes on, when it is nothing else: `RT @handle: words`.
    static func repost(_ stored: String) -> (handle: String, text: String)? {
        guard stored.hasPrefix("RT @"), let colon = stored.firstPlace(of: ": ") else { return nil }
        let handle = stored[..<colon.lowerBound].dropFirst(4)
        let isHandle = (1...20).contains(handle.utf8.count)
            && handle.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == UInt8(ascii: "_") }
        return isHandle ? (String(handle), String(stored[colon.upperBound...])) : nil
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    private static func trimmed(_ text: String) -> String {
        guard let first = text.utf8.first, let last = text.utf8.last, isSpace(first) || isSpace(last) else { return text }
        let start = text.utf8.firstIndex { !isSpace($0) } ?? text.endIndex
        let end = text.utf8.lastIndex { !isSpace($0) }.map { text.utf8.index(after: $0) } ?? start
        return String(text[start..<end])
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
