/// WordPiece: each word becomes the longest token it starts with, then the longest that continues it, and so on.
///
/// A word that can't be made up of tokens, or is too long, becomes the unknown token.
/// (Wu et al., "Google's Neural Machine Translation System", arXiv:1609.08144; as in BERT, arXiv:1810.04805.)
struct WordPieceEncoder: Sendable {
    let vocabulary: Vocabulary
    let unknown: Int
    /// Marks tokens that continue a word: `##`.
    let prefix: [UInt8]
    /// Words of more scalars are unknown.
    let longestWord: Int
    let isLowercased: Bool
    /// Whether decoding takes the space before `.`, `n't` and the like away again.
    let cleansUp: Bool
    private let longestToken: Int
    private let ascii: [UInt8]

    init(vocabulary: Vocabulary, unknown: Int, prefix: [UInt8], longestWord: Int, isLowercased: Bool, cleansUp: Bool) {
        self.vocabulary = vocabulary
        self.unknown = unknown
        self.prefix = prefix
        self.longestWord = longestWord
        self.isLowercased = isLowercased
        self.cleansUp = cleansUp
        ascii = BertWords.asciiTable(isLowercased: isLowercased)
        longestToken = (0..<vocabulary.count).reduce(0) { max($0, vocabulary.bytes(of: $1).count) }
    }

    /// Appends the ids of `text`, which is valid UTF-8, to `ids`.
    func encode(_ text: ArraySlice<UInt8>, to ids: inout [Int], _ workspace: inout EncoderWorkspace.Contents) {
        var words = BertWords(ascii: ascii, isLowercased: isLowercased, longestWord: longestWord, prefix: prefix)
        words.forEach(in: text) { word, count in
            let start = ids.count
            guard count <= longestWord, let short = ShortWord(word.span, prefix.count..<word.count) else {
                return encodeWord(&word, scalarCount: count, to: &ids)
            }
            if workspace.shortWords.append(short, to: &ids) { return }
            encodeWord(&word, scalarCount: count, to: &ids)
            workspace.shortWords.insert(short, tokens: ids[start...])
        }
    }

    /// The tokens of a text without any cache: what ``encode(_:to:_:)`` is tested against.
    func plainIDs(of text: [UInt8]) -> [Int] {
        var ids: [Int] = []
        var words = BertWords(ascii: ascii, isLowercased: isLowercased, longestWord: longestWord, prefix: prefix)
        words.forEach(in: text[...]) { word, count in encodeWord(&word, scalarCount: count, to: &ids) }
        return ids
    }

    private func encodeWord(_ word: inout [UInt8], scalarCount: Int, to ids: inout [Int]) {
        let start = ids.count
        if scalarCount > longestWord || !encodeWord(&word, to: &ids) {
            ids.removeLast(ids.count - start)
            ids.append(unknown)
        }
    }

    /// Appends the tokens of a word that stands in `buffer` behind room for the prefix.
    ///
    /// The prefix of each further token is written over the end of the token before it, so that token and prefix are one
    /// stretch of bytes.
    private func encodeWord(_ buffer: inout [UInt8], to ids: inout [Int]) -> Bool {
        var position = prefix.count
        while position < buffer.count {
            let isFirst = position == prefix.count
            let start = isFirst ? position : position - prefix.count
            if !isFirst {
                for (offset, byte) in prefix.enumerated() { buffer[start + offset] = byte }
            }
            guard let (id, end) = longestToken(in: buffer.span, from: start, behind: position) else { return false }
            ids.append(id)
            position = end
        }
        return true
    }

    private func longestToken(in buffer: Span<UInt8>, from start: Int, behind position: Int) -> (id: Int, end: Int)? {
        var end = min(buffer.count, start + longestToken)
        while end > position {
            // Between characters only: not before a continuation byte.
            if end == buffer.count || buffer[end] & 0xC0 != 0x80, let id = vocabulary.id(of: buffer.extracting(start..<end)) {
                return (id, end)
            }
            end -= 1
        }
        return nil
    }

    // MARK: - Decoding

    /// Appends the text of a token: continuations join what is there, others follow a space.
    func appendText(of id: Int, isFirst: Bool, to bytes: inout [UInt8]) {
        var text = Array(vocabulary.bytes(of: id))
        if !isFirst {
            if text.starts(with: prefix) { text.removeFirst(prefix.count) } else { text.insert(UInt8(ascii: " "), at: 0) }
        }
        bytes += cleansUp ? Self.cleaned(text) : text
    }

    /// HF's clean-up of English, within one token.
    private static func cleaned(_ text: [UInt8]) -> [UInt8] {
        let closeUp = [" .", " ?", " !", " ,", " n't", " 'm", " 's", " 've", " 're"]
        return closeUp.contains { text.starts(with: $0.utf8) } ? Array(text.dropFirst()) : text
    }
}
