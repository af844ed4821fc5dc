/// Remembers the tokens of words seen before; most words of a text are repetitions.
struct WordCache {
    /// Longer words are rare and seldom repeat.
    static let longestWord = 64
    private static let capacity = 32_768

    private struct Entry {
        var hash: UInt64
        var keyStart: UInt32
        var tokenStart: UInt32
        var keyCount: UInt16
        var tokenCount: UInt16
    }

    private var slots = [Int32](repeating: -1, count: ByteHash.slotCount(for: capacity))
    private var entries: [Entry] = []
    private var keys: [UInt8] = []
    private var tokens: [UInt32] = []

    /// Appends the tokens of `word` to `ids`, if they are known.
    func append(_ word: Span<UInt8>, hash: UInt64, to ids: inout [Int]) -> Bool {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if entry.hash == hash, holds(entry, word) {
                let start = Int(entry.tokenStart)
                for index in start..<start + Int(entry.tokenCount) { ids.append(Int(tokens[index])) }
                return true
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return false
    }

    /// Remembers the tokens of a word that is not known yet; a full cache forgets everything first.
    mutating func insert(_ word: Span<UInt8>, hash: UInt64, tokens wordTokens: [UInt32]) {
        if entries.count == Self.capacity { self = WordCache() }
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(entries.count)
        entries.append(
            Entry(
                hash: hash, keyStart: UInt32(keys.count), tokenStart: UInt32(tokens.count), keyCount: UInt16(word.count),
                tokenCount: UInt16(wordTokens.count)))
        for index in 0..<word.count { keys.append(word[index]) }
        tokens.append(contentsOf: wordTokens)
    }

    private func holds(_ entry: Entry, _ word: Span<UInt8>) -> Bool {
        guard Int(entry.keyCount) == word.count else { return false }
        let start = Int(entry.keyStart)
        for offset in 0..<word.count where keys[start + offset] != word[offset] { return false }
        return true
    }
}
