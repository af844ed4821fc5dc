import TruthEvidence

/// A passage taken apart into sentences, with the windows that a claim is held against.
package struct PassageText: Sendable {
    package let passage: Passage
    /// The words of each sentence.
    package let sentences: [[Word]]
    package let ranges: [Range<Int>]
    /// The words of the title and of each alias.
    package let names: [[Word]]
    /// Lower case, letters and digits only: equal for copies.
    package let normalized: String

    package init(_ passage: Passage) {
        self.passage = passage
        let text = ScalarText(passage.text)
        let found = SentenceReader.sentences(of: text).filter { $0.kind != .code }
        ranges = found.map(\.range)
        sentences = ranges.map { WordReader.words(in: text, range: $0) }
        names = ([passage.title].compactMap { $0 } + passage.aliases).map { WordReader.words(in: $0) }
        normalized = sentences.joined().filter { $0.kind != .mark }.map(\.lower).joined(separator: " ")
    }

    /// One to three neighbouring sentences.
    package struct Window: Sendable {
        package var sentences: Range<Int>
        package var statement: Statement
        /// In Unicode scalars of the passage's text.
        package var range: Range<Int>
    }

    /// The window over some neighbouring sentences.
    package func window(_ span: Range<Int>) -> Window {
        var starts: [Int] = []
        var words: [Word] = []
        for sentence in sentences[span] {
            starts.append(words.count)
            words += sentence
        }
        return Window(
            sentences: span, statement: Statement(words, sentencesStartAt: starts),
            range: ranges[span.lowerBound].lowerBound..<ranges[span.upperBound - 1].upperBound)
    }
}
