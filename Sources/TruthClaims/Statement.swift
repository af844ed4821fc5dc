/// A stretch of text with everything that comparisons need: words, dates, numbers, names, negations.
package struct Statement: Sendable {
    package let words: [Word]
    package let dates: [DateMention]
    package let quantities: [Quantity]
    package let names: [Name]
    package let negations: [Negation]
    /// The stems of the content words.
    package let stems: Set<String>
    /// Where each sentence begins among the words.
    private let starts: [Int]

    /// - Parameter starts: Where each sentence begins among the words; one sentence unless told.
    package init(_ words: [Word], sentencesStartAt starts: [Int] = [0]) {
        self.words = words
        self.starts = starts
        dates = DateReader.dates(in: words)
        quantities = QuantityReader.quantities(in: words, outside: dates)
        names = NameReader.names(in: words)
        negations = NegationReader.negations(in: words)
        stems = Set(words.lazy.filter(\.isContent).map(\.stem))
    }

    package init(_ text: String) {
        self.init(WordReader.words(in: text))
    }

    /// The stems of up to five content words on either side of a span, within its sentence.
    package func context(of span: Range<Int>) -> [String] {
        let start = starts.last { $0 <= span.lowerBound } ?? 0
        let end = starts.first { $0 >= span.upperBound } ?? words.count
        let before = words[start..<span.lowerBound].reversed().lazy.filter(\.isContent).prefix(Self.contextWidth).map(\.stem)
        let after = words[span.upperBound..<end].lazy.filter(\.isContent).prefix(Self.contextWidth).map(\.stem)
        return Array(before) + Array(after)
    }

    private static let contextWidth = 5

    /// The words in front of the first verb: what the statement is about.
    package var subject: ArraySlice<Word> {
        guard let verb = Grammar.firstVerb(in: words[...]) else { return [] }
        return words[..<verb]
    }
}

extension Statement {
    /// How much a content word says: numbers and names most, everyday words least.
    package func weight(of index: Int) -> Double {
        let word = words[index]
        guard word.isContent else { return 0 }
        if word.kind == .number { return 1.5 }
        if word.isNameByShape || word.startsUppercase && index > 0 { return 1.5 }
        return Lexicon.weakWords.contains(word.lower) ? 0.3 : 1
    }
}
