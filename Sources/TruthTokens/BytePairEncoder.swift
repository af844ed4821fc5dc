import Synchronization

/// Byte-level byte-pair encoding: text is cut into words, a word into bytes, and bytes merge by rank.
///
/// A byte that the vocabulary has no token for is left out, as HF tokenizers does when the model names no unknown token.
final class BytePairEncoder: Sendable {
    private let scanner: WordScanner
    private let vocabulary: Vocabulary
    private let merges: MergeTable
    /// A word that is a token is taken whole, even where merging would not reach it (Llama 3's `ignore_merges`).
    private let takesWholeWords: Bool
    /// The token of each single byte, or `UInt32.max`.
    private let byteTokens: [UInt32]
    private let cache = Mutex(WordCache())

    init(vocabulary: Vocabulary, merges: MergeTable, preTokenizer: PreTokenizer, takesWholeWords: Bool) {
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
    func encode(_ text: [UInt8], in range: Range<Int>, to ids: inout [Int]) {
        // Two threads at once are rare: the second goes without the shared cache rather than wait.
        let isDone: Void? = cache.withLockIfAvailable { encode(text, in: range, to: &ids, cache: &$0) }
        if isDone == nil {
            var ownCache = WordCache()
            encode(text, in: range, to: &ids, cache: &ownCache)
        }
    }

    private func encode(_ text: [UInt8], in range: Range<Int>, to ids: inout [Int], cache: inout WordCache) {
        let text = text.span.extracting(range)
        var merger = WordMerger()
        var start = 0
        while start < text.count {
            let end = scanner.wordEnd(in: text, from: start)
            encodeWord(text.extracting(start..<end), to: &ids, cache: &cache, merger: &merger)
            start = end
        }
    }

    private func encodeWord(_ word: Span<UInt8>, to ids: inout [Int], cache: inout WordCache, merger: inout WordMerger) {
        let hash = ByteHash.hash(word)
        let isCached = word.count <= WordCache.longestWord
        if isCached, cache.append(word, hash: hash, to: &ids) { return }
        merger.removeAll()
        if takesWholeWords, let id = vocabulary.id(of: word) {
            merger.append(UInt32(id))
        } else {
            for index in 0..<word.count where byteTokens[Int(word[index])] != UInt32.max {
                merger.append(byteTokens[Int(word[index])])
            }
            merger.merge(by: merges)
        }
        for token in merger.tokens { ids.append(Int(token)) }
        if isCached { cache.insert(word, hash: hash, tokens: merger.tokens) }
    }
}
