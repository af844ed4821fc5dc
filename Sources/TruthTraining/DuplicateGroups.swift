package import TruthCorpus

/// Says which documents are so alike that they must not be split between training and validation.
package protocol DuplicateGroups: Sendable {
    /// What it is, for the manifest.
    var name: String { get }

    /// A number that documents of one group share.
    func group(of document: Document) -> UInt64
}

/// Groups by text alone: documents with the same words, whatever their signs, links and @names, are together always; documents with
/// nearly the same words mostly.
///
/// The number is the least hash of all runs of five words (MinHash with one hash; Broder, 1997): two texts get the same with the
/// probability that their sets of runs overlap by. Texts of fewer words count as one run.
package struct TextGroups: DuplicateGroups {
    private static let runLength = 5

    package init() {}

    package var name: String { "least hash of runs of \(Self.runLength) words" }

    package func group(of document: Document) -> UInt64 {
        let words = Self.words(of: document.text)
        guard !words.isEmpty else { return StableHash.hash(document.text) }
        guard words.count > Self.runLength else { return Self.hash(words[...]) }
        return (0...words.count - Self.runLength).reduce(UInt64.max) { min($0, Self.hash(words[$1..<$1 + Self.runLength])) }
    }

    private static func hash(_ words: ArraySlice<UInt64>) -> UInt64 {
        words.reduce(0) { StableHash.mixed($0 ^ $1) }
    }

    /// One hash for each word: letters and digits in lower case. Links, @names and the RT of a retweet are left out.
    private static func words(of text: String) -> [UInt64] {
        var words: [UInt64] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            let isLink = word.hasPrefix("http://") || word.hasPrefix("https://") || word.hasPrefix("www.")
            guard !isLink, !word.hasPrefix("@"), word != "RT" else { continue }
            var bytes: [UInt8] = []
            for character in word where character.isLetter || character.isNumber { bytes += character.lowercased().utf8 }
            if !bytes.isEmpty { words.append(StableHash.hash(bytes)) }
        }
        return words
    }
}
