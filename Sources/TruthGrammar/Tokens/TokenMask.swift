/// The tokens that may come next: one bit each.
package struct TokenMask: Sendable {
    private var words: [UInt64]

    init(vocabularySize: Int) {
        words = Array(repeating: 0, count: (vocabularySize + 63) / 64)
    }

    mutating func insert(_ id: Int) {
        words[id >> 6] |= 1 << UInt64(id & 63)
    }

    package func contains(_ id: Int) -> Bool {
        id >> 6 < words.count && words[id >> 6] & 1 << UInt64(id & 63) != 0
    }

    var byteCount: Int { words.count * 8 }

    /// Copies `logits`, with negative infinity for every token that may not come.
    package func apply(to logits: Span<Float>, into masked: inout [Float]) {
        masked.removeAll(keepingCapacity: true)
        masked.append(contentsOf: repeatElement(-.infinity, count: logits.count))
        for (index, word) in words.enumerated() {
            let first = index << 6
            if word == .max, first + 64 <= logits.count {
                // Inside a string most words are full: whole runs are copied at once.
                for id in first..<first + 64 { masked[id] = logits[id] }
                continue
            }
            var rest = word
            while rest != 0 {
                let id = first + rest.trailingZeroBitCount
                rest &= rest - 1
                if id < logits.count { masked[id] = logits[id] }
            }
        }
    }
}
