import Foundation

/// A question or a claim in natural language, made ready for the indexes.
///
/// Nothing a user writes is taken for the full-text index's query language: every word is quoted, and holds letters and digits only.
struct SearchQuery {
    /// The beginning of the query, as far as it is searched for.
    let text: String
    /// What the lexical index is asked for, each once, in order.
    let groups: [QueryTerms.Group]

    /// More words than this are not searched for; a query that long is a text, and its first part says what it is about.
    static let mostWords = 64
    /// Nor is what comes after so many bytes.
    static let mostBytes = 4096

    init(_ query: String) {
        text = Self.beginning(of: query)
        groups = QueryTerms(text, mostGroups: Self.mostWords).groups
    }

    /// The words as names have them, to be looked up among titles and aliases.
    var nameWords: [String] { Array(NameKey.words(text).prefix(Self.mostWords)) }

    /// What SQLite's full-text index is asked for. When there are no words that carry meaning, all the words.
    var words: [String] {
        let folded = text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
        let all = folded.split { !($0.isLetter || $0.isNumber) }.map(String.init)
        let content = all.filter { !StopWords.contains($0) }
        var seen: Set<String> = []
        return Array((content.isEmpty ? all : content).filter { seen.insert($0).inserted }.prefix(Self.mostWords))
    }

    /// Without the white space before it, and cut at a character.
    private static func beginning(of query: String) -> String {
        let start = query.drop(while: \.isWhitespace)
        guard start.utf8.count > mostBytes else { return String(start) }
        var end = start.utf8.index(start.startIndex, offsetBy: mostBytes)
        while end.samePosition(in: query.unicodeScalars) == nil { end = query.utf8.index(before: end) }
        return String(start[..<end])
    }

    var isEmpty: Bool { groups.isEmpty }

    /// Any of the words. (Pairs of neighbours as further terms were tried: they cost SciFact 0.03 of nDCG@10.)
    var expression: String {
        words.map(Self.quoted).joined(separator: " OR ")
    }

    static func quoted(_ word: String) -> String { "\"\(word)\"" }
}
