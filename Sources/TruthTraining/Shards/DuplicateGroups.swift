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
        for word in Array(text.utf8).split(whereSeparator: { $0 == 0x20 || (0x09...0x0D).contains($0) }) where !isLeftOut(word) {
            if word.allSatisfy({ $0 < 0x80 }) {
                appendASCII(word, to: &words)
            } else {
                append(String(decoding: word, as: UTF8.self), to: &words)
            }
        }
        return words
    }

    private static func isLeftOut(_ word: ArraySlice<UInt8>) -> Bool {
        if word.first == UInt8(ascii: "@") || word.elementsEqual("RT".utf8) { return true }
        return word.starts(with: "http://".utf8) || word.starts(with: "https://".utf8) || word.starts(with: "www.".utf8)
    }

    private static func appendASCII(_ word: ArraySlice<UInt8>, to words: inout [UInt64]) {
        let letters = word.lazy.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
            .filter { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        if letters.first != nil { words.append(StableHash.hash(letters)) }
    }

    private static func append(_ word: String, to words: inout [UInt64]) {
        for part in word.unicodeScalars.split(whereSeparator: \.properties.isWhitespace) {
            let letters = part.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil }
            if !letters.isEmpty { words.append(StableHash.hash(letters.flatMap { $0.properties.lowercaseMapping.utf8 })) }
        }
    }
}
