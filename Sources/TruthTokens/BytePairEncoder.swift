/// Byte-level byte-pair encoding: text is cut into words, a word into bytes, and bytes merge by rank.
///
/// A byte that the vocabulary has no token for is left out, as HF tokenizers does when the model names no unknown token.
final class BytePairEncoder: Sendable {
    private let preTokenizer: PreTokenizer
    private let scanner: WordScanner
    private let vocabulary: Vocabulary
    private let merges: MergeTable
    /// A word that is a token is taken whole, even where merging would not reach it (Llama 3's `ignore_merges`).
    private let takesWholeWords: Bool
    /// The token of each single byte, or `UInt32.max`.
    private let byteTokens: [UInt32]

    init(vocabulary: Vocabulary, merges: MergeTable, preTokenizer: PreTokenizer, takesWholeWords: Bool) {
        self.preTokenizer = preTokenizer
        scanner = WordScanner(preTokenizer)
        self.vocabulary = vocabulary
        self.merges = merges
        self.takesWholeWords = takesWholeWords
        byteTokens = (0...255).map { byte in
            vocabulary.id(of: [UInt8(byte)].span).map { UInt32($0) } ?? UInt32.max
        }
    }

    /// The bytes that have no token.
    var missingBytes: [UInt8] {
        (0...255).filter { byteTokens[Int($0)] == UInt32.max }
    }

    /// Appends the ids of `text[range]`, which is valid UTF-8, to `ids`.
    func encode(_ text: [UInt8], in range: Range<Int>, to ids: inout [Int], _ workspace: inout EncoderWorkspace.Contents) {
        let text = text.span.extracting(range)
        var start = 0
        while start < text.count {
            let end = scanner.wordEnd(in: text, from: start)
            if let word = ShortWord(text, start..<end) {
                if !workspace.shortWords.append(word, to: &ids) {
                    let first = ids.count
                    encodeWord(text.extracting(start..<end), to: &ids, &workspace)
                    workspace.shortWords.insert(word, tokens: ids[first...])
                }
            } else {
                encodeWord(text.extracting(start..<end), to: &ids, &workspace)
            }
            start = end
        }
    }

    private func encodeWord(_ word: Span<UInt8>, to ids: inout [Int], _ workspace: inout EncoderWorkspace.Contents) {
        let hash = ByteHash.hash(word)
        let isCached = word.count <= WordCache.longestWord
        if isCached, workspace.words.append(word, hash: hash, to: &ids) { return }
        mergeWord(word, &workspace.merger)
        for token in workspace.merger.tokens { ids.append(Int(token)) }
        if isCached { workspace.words.insert(word, hash: hash, tokens: workspace.merger.tokens) }
    }

    /// Leaves the tokens of `word` in `merger`.
    private func mergeWord(_ word: Span<UInt8>, _ merger: inout WordMerger) {
        merger.removeAll()
        if takesWholeWords, let id = vocabulary.id(of: word) {
            merger.append(UInt32(id))
            return
        }
        for index in 0..<word.count where byteTokens[Int(word[index])] != UInt32.max {
            merger.append(byteTokens[Int(word[index])])
        }
        merger.merge(by: merges)
    }

    /// The tokens of a text without any cache: what ``encode(_:in:to:_:)`` is tested against.
    func plainIDs(of text: [UInt8]) -> [Int] {
        var ids: [Int] = []
        let scanner = WordScanner(preTokenizer, isPlain: true)
        var start = 0
        while start < text.count {
            let end = scanner.wordEnd(in: text.span, from: start)
            var merger = WordMerger()
            mergeWord(text.span.extracting(start..<end), &merger)
            ids += merger.tokens.map { Int($0) }
            start = end
        }
        return ids
    }
}
