/// A vocabulary as a tree of bytes, in the order in which a walk meets its nodes.
///
/// A subtree whose first byte doesn't fit is skipped in one step.
package struct TokenTrie: Sendable {
    /// By node: its byte, how deep it lies (1 is the first byte), and the first node after its subtree.
    let bytes: [UInt8]
    let depths: [Int32]
    let nodesAfter: [Int32]
    /// Node `n` completes the tokens `tokens[tokenStarts[n]..<tokenStarts[n + 1]]`.
    let tokenStarts: [Int32]
    let tokens: [Int32]
    /// The bytes of each token by id; empty for those that are no text.
    private let texts: [[UInt8]]
    let longestTokenByteCount: Int
    /// A token of each single byte, or -1.
    let singleBytes: [Int32]
    let vocabularySize: Int

    /// - Parameter texts: The bytes of each token by id; empty for tokens that steer the model instead of being text.
    package init(_ texts: [[UInt8]]) {
        self.texts = texts
        vocabularySize = texts.count
        let sorted = texts.indices.filter { !texts[$0].isEmpty }.sorted { first, second in
            texts[first] == texts[second] ? first < second : texts[first].lexicographicallyPrecedes(texts[second])
        }
        var builder = Builder()
        for id in sorted { builder.add(texts[id], id: Int32(id)) }
        builder.finish()
        bytes = builder.bytes
        depths = builder.depths
        nodesAfter = builder.nodesAfter
        tokenStarts = builder.tokenStarts
        tokens = builder.tokens
        longestTokenByteCount = texts.map(\.count).max() ?? 0
        var singleBytes = [Int32](repeating: -1, count: 256)
        for id in sorted.reversed() where texts[id].count == 1 { singleBytes[Int(texts[id][0])] = Int32(id) }
        self.singleBytes = singleBytes
    }

    /// The token's bytes; empty for what is no text, or no token.
    func text(of id: Int) -> [UInt8] {
        texts.indices.contains(id) ? texts[id] : []
    }

    /// The bytes that have a token of their own.
    var alphabet: ByteSet {
        var set = ByteSet()
        for byte in 0..<256 where singleBytes[byte] >= 0 { set.insert(UInt8(byte)) }
        return set
    }

    /// Tokens that spell `text`, each the longest that fits.
    ///
    /// - Precondition: Each byte of `text` has a token of its own.
    func tokens(spelling text: [UInt8]) -> [Int] {
        var found: [Int] = []
        var start = 0
        while start < text.count {
            let (token, length) = longestToken(at: start, in: text)
            precondition(length > 0, "TokenTrie: the byte \(text[start]) has no token")
            found.append(token)
            start += length
        }
        return found
    }

    private func longestToken(at start: Int, in text: [UInt8]) -> (token: Int, length: Int) {
        var best = (token: 0, length: 0)
        var (node, after, depth) = (0, bytes.count, 1)
        while node < after, start + depth - 1 < text.count {
            guard bytes[node] == text[start + depth - 1] else {
                node = Int(nodesAfter[node])
                continue
            }
            if tokenStarts[node] < tokenStarts[node + 1] { best = (Int(tokens[Int(tokenStarts[node])]), depth) }
            after = Int(nodesAfter[node])
            node += 1
            depth += 1
        }
        return best
    }

    private struct Builder {
        var bytes: [UInt8] = []
        var depths: [Int32] = []
        var nodesAfter: [Int32] = []
        var tokenStarts: [Int32] = []
        var tokens: [Int32] = []
        /// The nodes on the way to the last token added.
        private var path: [Int] = []

        mutating func add(_ text: [UInt8], id: Int32) {
            var shared = 0
            while shared < min(path.count, text.count), bytes[path[shared]] == text[shared] { shared += 1 }
            close(to: shared)
            for byte in text[shared...] {
                path.append(bytes.count)
                bytes.append(byte)
                depths.append(Int32(path.count))
                nodesAfter.append(0)
                tokenStarts.append(Int32(tokens.count))
            }
            // Sorted: a token with the same bytes comes right after, so that each node's tokens lie together.
            tokens.append(id)
        }

        private mutating func close(to depth: Int) {
            while path.count > depth { nodesAfter[path.removeLast()] = Int32(bytes.count) }
        }

        mutating func finish() {
            close(to: 0)
            tokenStarts.append(Int32(tokens.count))
        }
    }
}
