import Foundation

/// A question or a claim in natural language, made ready for the full-text index.
///
/// Nothing a user writes is taken for the index's query language: every word is quoted, and holds letters and digits only.
struct SearchQuery {
    /// The words that carry meaning, each once, in order. When there are none, all the words.
    let words: [String]
    /// The words as names have them, to be looked up among titles and aliases.
    let nameWords: [String]
    /// Two words that stand side by side in the query, joined by a space.
    let pairs: [String]

    /// More words than this are not searched for; a query that long is a text, and its first part says what it is about.
    static let mostWords = 64

    init(_ text: String) {
        nameWords = Array(NameKey.words(text).prefix(Self.mostWords))
        let folded = text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
        let all = folded.split { !($0.isLetter || $0.isNumber) }.map(String.init)
        let content = all.filter { !StopWords.contains($0) }
        var seen: Set<String> = []
        words = Array((content.isEmpty ? all : content).filter { seen.insert($0).inserted }.prefix(Self.mostWords))
        let kept = seen
        pairs = Array(
            Set(zip(all, all.dropFirst()).filter { kept.contains($0) && kept.contains($1) }.map { "\($0) \($1)" })
                .sorted().prefix(Self.mostWords))
    }

    var isEmpty: Bool { words.isEmpty }

    /// Any of the words; passages with the pairs side by side are ranked higher.
    var expression: String {
        (words + pairs).map(Self.quoted).joined(separator: " OR ")
    }

    static func quoted(_ words: String) -> String { "\"\(words)\"" }
}
