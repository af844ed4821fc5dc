/// A word of a text, as the index sees it, and where it stands.
struct TextToken {
    enum Kind {
        /// Letters and digits; stemmed.
        case word
        /// `#tag`, `@name`, a number: kept as it is.
        case exact
        /// A web address.
        case address
        /// A pair of neighbouring ideographs, or the last of a run alone.
        case ideographs
    }

    var kind: Kind
    /// UTF-8 offsets of the text.
    var range: Range<Int>
    /// Another form of what the token before it stands for, such as the words of a hashtag: counts nothing for the text's length.
    var isVariant: Bool
}

/// Cuts texts into tokens: words, numbers, hashtags, @names, web addresses, and pairs of neighbouring ideographs.
///
/// | text | tokens (variants in brackets) |
/// |---|---|
/// | `Café's` | `cafe` |
/// | `1,250,000` `3.5` | `1250000` `3.5` |
/// | `#ClimateChange` | `#climatechange` [`climatechange` `climate` `change`] |
/// | `@who_europe` | `@who_europe` [`who` `europe`] |
/// | `https://www.bbc.co.uk/news/health-12` | `bbc.co.uk/news/health-12` [`bbc.co.uk` `news` `health` `12`] |
/// | `地震速報` | `地震` `震速` `速報` `報` |
///
/// The last ideograph of a run is a token too, so that every single one begins some token.
struct TextAnalyzer {
    /// Folded UTF-8 of the token that is being told; reused.
    private var term: [UInt8] = []

    /// Tells `body` each token in its order, with its folded UTF-8, until it returns `false`.
    mutating func analyze(_ text: String, _ body: (TextToken, [UInt8]) -> Bool) {
        var scanner = TextScanner(bytes: Array(text.utf8))
        while let found = scanner.next() {
            if !tell(found, scanner.bytes, body) { return }
        }
    }

    private mutating func tell(_ found: TextScanner.Found, _ bytes: [UInt8], _ body: (TextToken, [UInt8]) -> Bool) -> Bool {
        switch found.kind {
        case .word: return word(found.range, bytes, isVariant: false, body)
        case .number:
            term.removeAll(keepingCapacity: true)
            for index in found.range where bytes[index] != UInt8(ascii: ",") { term.append(bytes[index]) }
            return body(TextToken(kind: .exact, range: found.range, isVariant: false), term)
        case .hashtag: return hashtag(found.range, bytes, body)
        case .mention: return mention(found.range, bytes, body)
        case .address: return address(found.range, bytes, body)
        case .ideographs: return ideographs(found.range, bytes, body)
        }
    }

    private mutating func word(_ range: Range<Int>, _ bytes: [UInt8], isVariant: Bool, _ body: (TextToken, [UInt8]) -> Bool) -> Bool {
        fold(range, bytes)
        // Nothing, or longer than any word.
        guard !term.isEmpty, term.count <= Self.longestTerm else { return true }
        return body(TextToken(kind: .word, range: range, isVariant: isVariant), term)
    }

    /// Longer runs (encoded data, text without spaces) aren't looked for.
    static let longestTerm = 64

    private mutating func fold(_ range: Range<Int>, _ bytes: [UInt8], after start: [UInt8] = []) {
        term.removeAll(keepingCapacity: true)
        term += start
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if byte < 0x80 {
                term.append(byte &- 65 < 26 ? byte | 0x20 : byte)
                index += 1
            } else {
                let scalar = TextScanner.scalar(bytes, at: index)
                term += ScalarFolding.entry(scalar.value).bytes
                index += scalar.length
            }
        }
    }

    // MARK: What posts are made of

    private mutating func hashtag(_ range: Range<Int>, _ bytes: [UInt8], _ body: (TextToken, [UInt8]) -> Bool) -> Bool {
        let name = range.lowerBound + 1..<range.upperBound
        fold(name, bytes, after: [UInt8(ascii: "#")])
        guard term.count <= Self.longestTerm else { return true }
        guard body(TextToken(kind: .exact, range: range, isVariant: false), term) else { return false }
        let parts = Self.parts(of: name, bytes)
        guard word(name, bytes, isVariant: true, body) else { return false }
        guard parts.count > 1 else { return true }
        return parts.allSatisfy { word($0, bytes, isVariant: true, body) }
    }

    private mutating func mention(_ range: Range<Int>, _ bytes: [UInt8], _ body: (TextToken, [UInt8]) -> Bool) -> Bool {
        fold(range, bytes)
        guard term.count <= Self.longestTerm else { return true }
        guard body(TextToken(kind: .exact, range: range, isVariant: false), term) else { return false }
        return Self.parts(of: range.lowerBound + 1..<range.upperBound, bytes).allSatisfy { word($0, bytes, isVariant: true, body) }
    }

    private mutating func address(_ range: Range<Int>, _ bytes: [UInt8], _ body: (TextToken, [UInt8]) -> Bool) -> Bool {
        let hostEnd = bytes[range].firstIndex { "/?#".utf8.contains($0) } ?? range.upperBound
        fold(range, bytes)
        if term.last == UInt8(ascii: "/") { term.removeLast() }
        if term.count > 4 * Self.longestTerm { term.removeLast(term.count - 4 * Self.longestTerm) }
        guard body(TextToken(kind: .address, range: range, isVariant: false), term) else { return false }
        guard hostEnd < range.upperBound - 1 else { return true }
        fold(range.lowerBound..<hostEnd, bytes)
        guard term.count <= Self.longestTerm, body(TextToken(kind: .address, range: range, isVariant: true), term) else { return false }
        var scanner = TextScanner(bytes: Array(bytes[hostEnd..<range.upperBound]))
        while let found = scanner.next() {
            guard found.kind == .word || found.kind == .number else { continue }
            let part = found.range.lowerBound + hostEnd..<found.range.upperBound + hostEnd
            guard part.count > 1 else { continue }
            guard word(part, bytes, isVariant: true, body) else { return false }
        }
        return true
    }

    private mutating func ideographs(_ range: Range<Int>, _ bytes: [UInt8], _ body: (TextToken, [UInt8]) -> Bool) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            let next = index + TextScanner.scalar(bytes, at: index).length
            let end = next < range.upperBound ? next + TextScanner.scalar(bytes, at: next).length : next
            fold(index..<end, bytes)
            guard body(TextToken(kind: .ideographs, range: index..<end, isVariant: false), term) else { return false }
            index = next
        }
        return true
    }

    /// The words of `ClimateChange2030` or `who_europe`: divided at underscores, before a capital after a small letter, and where
    /// letters and digits meet.
    private static func parts(of range: Range<Int>, _ bytes: [UInt8]) -> [Range<Int>] {
        func group(_ byte: UInt8) -> Int { byte &- 48 < 10 ? 1 : byte &- 65 < 26 ? 2 : byte == UInt8(ascii: "_") ? 0 : 3 }
        var parts: [Range<Int>] = []
        var start = range.lowerBound
        for index in range {
            let now = group(bytes[index]), before = index > range.lowerBound ? group(bytes[index - 1]) : now
            let divides = now == 0 || before == 0 || (now == 2 && before != 2) || (now == 1) != (before == 1)
            if divides, index > start {
                if bytes[start] != UInt8(ascii: "_") { parts.append(start..<index) }
                start = index
            } else if divides {
                start = index
            }
        }
        if start < range.upperBound, bytes[start] != UInt8(ascii: "_") { parts.append(start..<range.upperBound) }
        return parts
    }
}
