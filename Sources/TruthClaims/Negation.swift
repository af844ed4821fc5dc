/// A word that denies, with the words it denies.
package struct Negation: Sendable, Hashable {
    package var text: String
    /// Stems of the content words in its scope, nearest first.
    package var scope: [String]
    package var word: Int
}

/// Finds negations among words.
package enum NegationReader {
    package static func negations(in words: [Word]) -> [Negation] {
        words.indices.compactMap { index in
            guard let width = cueWidth(words, index) else { return nil }
            let scope = scope(words, from: index + width)
            return scope.isEmpty ? nil : Negation(text: words[index..<index + width].map(\.text).joined(separator: " "), scope: scope, word: index)
        }
    }

    private static let cues: Set<String> = ["not", "never", "no", "without", "neither", "nor", "cannot", "unable", "none", "nothing", "lacks", "lacking", "non"]

    /// How many words the negation takes; `nil` when none starts here.
    private static func cueWidth(_ words: [Word], _ index: Int) -> Int? {
        let lower = words[index].lower
        let next = index + 1 < words.count ? words[index + 1].lower : ""
        // "not only", "no doubt", "No. 5" deny nothing.
        if ["only", "just", "merely", "doubt", "matter", "."].contains(next), lower == "not" || lower == "no" { return nil }
        if cues.contains(lower) { return lower == "no" && next == "longer" || lower == "unable" && next == "to" ? 2 : 1 }
        if lower.hasSuffix("n't") || lower.hasSuffix("n\u{2019}t") { return 1 }
        if words[index].stem == "fail", next == "to" { return 2 }
        return nil
    }

    /// The next four content words of the clause.
    private static func scope(_ words: [Word], from start: Int) -> [String] {
        var scope: [String] = []
        for word in words[min(start, words.count)...] {
            if word.kind == .mark, ",;:.()".contains(word.text) { break }
            if ["but", "because", "although", "though", "while", "which", "unless"].contains(word.lower) { break }
            if word.isContent { scope.append(word.stem) }
            if scope.count == 4 { break }
        }
        return scope
    }
}
