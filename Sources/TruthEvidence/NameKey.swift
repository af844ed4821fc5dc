import Foundation

/// Names in the form in which they are compared: "Object-Oriented" and "object oriented" are the same name, "C" and "C++" are not.
enum NameKey {
    /// Small letters without accents, words separated by single spaces, without the punctuation around them.
    ///
    /// - Returns: An empty string when `name` has no words.
    static func make(_ name: String) -> String {
        words(name).joined(separator: " ")
    }

    /// The words of a name or of a question. A hyphen, underscore or slash inside a word divides it; `+` and `#` belong to it.
    static func words(_ text: String) -> [String] {
        let folded = text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
        return folded.split(whereSeparator: \.isWhitespace).flatMap { word in
            inner(String(word)).compactMap { trimmed($0) }
        }
    }

    private static func inner(_ word: String) -> [Substring] {
        let parts = word.split(omittingEmptySubsequences: false) { "-_/".contains($0) }
        let divides = parts.allSatisfy { part in part.contains { $0.isLetter || $0.isNumber } }
        return divides ? parts : [word[...]]
    }

    private static let edges = Set("?!,;:\"'()[]{}<>“”‘’«»…")

    private static func trimmed(_ word: Substring) -> String? {
        var word = word.drop(while: edges.contains)
        while let last = word.last, edges.contains(last) || last == "." { word.removeLast() }
        for ending in ["'s", "’s"] where word.hasSuffix(ending) { word = word.dropLast(2) }
        return word.isEmpty ? nil : String(word)
    }

    /// The singular forms that an English plural may have.
    static func singulars(_ key: String) -> [String] {
        guard key.count > 3, key.hasSuffix("s"), !key.hasSuffix("ss") else { return [] }
        var forms = [String(key.dropLast())]
        if key.hasSuffix("ies") { forms.append(key.dropLast(3) + "y") }
        if key.hasSuffix("es") { forms.append(String(key.dropLast(2))) }
        return forms
    }
}
