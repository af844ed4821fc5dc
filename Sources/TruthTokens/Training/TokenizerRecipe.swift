/// What a byte-level byte-pair tokenizer is trained to be.
package struct TokenizerRecipe: Sendable, Hashable {
    /// All tokens together: special ones, the 256 bytes, and what merges make.
    package var vocabularySize: Int
    /// A pair that occurs less often never becomes a token.
    package var minimumFrequency: Int
    package var preTokenizer: PreTokenizer
    /// Their ids run from 0.
    package var specialTokens: [String]

    /// Ids are 32-bit, and nobody trains on more.
    package static let largestVocabulary = 1 << 24

    package init(
        vocabularySize: Int, minimumFrequency: Int = 2, preTokenizer: PreTokenizer = .smolLM,
        specialTokens: [String] = ["<|endoftext|>"]
    ) {
        self.vocabularySize = vocabularySize
        self.minimumFrequency = minimumFrequency
        self.preTokenizer = preTokenizer
        self.specialTokens = specialTokens
    }

    /// Throws what makes the recipe impossible.
    func validate() throws(TrainingError) {
        let least = specialTokens.count + 256
        guard (least...Self.largestVocabulary).contains(vocabularySize) else {
            throw .vocabularySize(vocabularySize, least: least, most: Self.largestVocabulary)
        }
        guard minimumFrequency >= 1 else { throw .minimumFrequency(minimumFrequency) }
        let scanner = WordScanner(preTokenizer)
        var seen: Set<[UInt8]> = []
        for token in specialTokens {
            let bytes = Array(token.utf8)
            guard seen.insert(bytes).inserted else { throw .specialToken(token, problem: "is given twice") }
            // Merges stay inside words. A token of one word could also come about by merging, with another id.
            guard !bytes.isEmpty, scanner.wordEnd(in: bytes.span, from: 0) < bytes.count else {
                throw .specialToken(token, problem: "could be an ordinary word; put signs around it, such as <|\(token)|>")
            }
        }
    }
}
