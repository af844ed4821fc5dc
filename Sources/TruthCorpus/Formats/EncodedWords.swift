/// Words of a mail header in another character set: `=?charset?B?…?=` (RFC 2047).
package enum EncodedWords {
    /// The header's text. What looks like an encoded word and can't be decoded stays as it is; white space between two goes.
    package static func decoded(_ header: String) -> String {
        guard header.contains("=?") else { return header }
        var text = ""
        var rest = header[...]
        var wasEncoded = false
        while let start = rest.firstPlace(of: "=?") {
            let before = rest[..<start.lowerBound]
            guard let word = word(rest[start.lowerBound...]) else {
                text += rest[..<start.upperBound]
                rest = rest[start.upperBound...]
                wasEncoded = false
                continue
            }
            if !wasEncoded || !before.allSatisfy(\.isWhitespace) { text += before }
            text += word.text
            rest = rest[word.end...]
            wasEncoded = true
        }
        return text + rest
    }

    /// The word that `text` begins with.
    private static func word(_ text: Substring) -> (text: String, end: String.Index)? {
        let parts = text.split(separator: "?", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "=", parts[4].hasPrefix("="), !parts[3].contains(" ") else { return nil }
        let bytes = Array(parts[3].utf8)
        let decoded: [UInt8]
        switch parts[2].lowercased() {
        case "b": decoded = TransferEncoding.base64(bytes[...])
        case "q": decoded = TransferEncoding.quotedPrintable(bytes[...], isHeader: true)
        default: return nil
        }
        // RFC 2231 lets a language follow the character set.
        let charset = parts[1].prefix { $0 != "*" }
        do throws(RecordFault) {
            return (try Charset.text(decoded, declared: String(charset)), text.index(after: parts[4].startIndex))
        } catch {
            return nil
        }
    }
}
