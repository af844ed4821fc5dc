/// A proper name, an acronym or a product's name.
package struct Name: Sendable, Hashable {
    package var text: String
    /// The lower-case words it is made of, without connecting words.
    package var parts: [String]
    /// Whether it can be told from an ordinary capitalised word at the start of a sentence.
    package var isCertain: Bool
    /// Which of the sentence's words it takes up.
    package var words: Range<Int>

    /// Whether both may name the same: one has all the parts of the other, an initial standing for any part, or abbreviates it.
    package func mayEqual(_ other: Name) -> Bool {
        let (short, long) = parts.count <= other.parts.count ? (parts, other.parts) : (other.parts, parts)
        let isPart = short.allSatisfy { part in long.contains { $0 == part || part.count == 1 && $0.hasPrefix(part) || $0.count == 1 && part.hasPrefix($0) } }
        return isPart || abbreviates(other) || other.abbreviates(self)
    }

    /// `AMPS` for `Applicative Multi-Processing System`.
    private func abbreviates(_ other: Name) -> Bool {
        parts.count == 1 && other.parts.count > 1 && parts[0] == String(other.parts.compactMap(\.first))
    }
}

/// Finds names among words: capitalised sequences, acronyms, mixed case.
package enum NameReader {
    package static func names(in words: [Word]) -> [Name] {
        var names: [Name] = []
        var index = 0
        while index < words.count {
            guard isNameWord(words, index) else {
                index += 1
                continue
            }
            var end = index + 1
            while end < words.count {
                if isNameWord(words, end) { end += 1; continue }
                // University of California; J. Smith
                if connectors.contains(words[end].lower), end + 1 < words.count, isNameWord(words, end + 1), words[end + 1].kind == .word { end += 2; continue }
                if words[end].text == ".", words[end - 1].text.count == 1, end + 1 < words.count, isNameWord(words, end + 1) { end += 2; continue }
                break
            }
            names.append(name(words, index..<end))
            index = end
        }
        return names
    }

    private static let connectors: Set<String> = ["of", "de", "van", "von", "der", "la", "&"]

    private static func name(_ words: [Word], _ range: Range<Int>) -> Name {
        let parts = words[range].filter { $0.kind != .mark && !connectors.contains($0.lower) }.map(\.lower)
        let opensSentence = opensSentence(words, range.lowerBound)
        let isCertain = !opensSentence || words[range].contains(where: \.isNameByShape) || words[range].dropFirst().contains(where: \.startsUppercase)
        return Name(text: words[range].map(\.text).joined(separator: " "), parts: parts, isCertain: isCertain, words: range)
    }

    private static func isNameWord(_ words: [Word], _ index: Int) -> Bool {
        let word = words[index]
        guard word.kind == .word, word.startsUppercase || word.isNameByShape else { return false }
        if word.text == "I" || Lexicon.functionWords.contains(word.lower) && !(word.capitalCount >= 2 && word.text.count >= 2) { return false }
        if word.isNameByShape { return true }
        if Lexicon.months[word.lower] != nil, word.lower != "may" || index + 1 < words.count && words[index + 1].kind == .number { return false }
        return true
    }

    private static func opensSentence(_ words: [Word], _ index: Int) -> Bool {
        words[..<index].allSatisfy { $0.kind == .mark } || ".:(\"\u{201C}".contains(words[index - 1].text)
    }
}
