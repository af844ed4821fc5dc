/// How often each word of a corpus occurs.
///
/// The words' bytes stand one after another in one array; a table of open addressing finds them, so that counting a word seen
/// before allocates nothing.
struct WordCounts: Sendable {
    private struct Entry {
        var hash: UInt64
        var start: Int
        var byteCount: Int32
        var count: Int
    }

    private var entries: [Entry] = []
    private var bytes: [UInt8] = []
    /// The position of an entry plus 1; 0 is empty.
    private var slots = [UInt32](repeating: 0, count: 1 << 14)

    /// The number of different words.
    var count: Int { entries.count }

    /// The bytes of all different words together.
    var byteCount: Int { bytes.count }

    mutating func add(_ word: Span<UInt8>, count: Int = 1) {
        add(word, hash: ByteHash.hash(word), count: count)
    }

    /// Adds everything that `other` counted.
    mutating func add(_ other: WordCounts) {
        for entry in other.entries {
            let word = other.bytes.span.extracting(entry.start..<entry.start + Int(entry.byteCount))
            add(word, hash: entry.hash, count: entry.count)
        }
    }

    /// Calls `body` with each word and how often it occurs, in the order in which words were first seen.
    func forEach(_ body: (Span<UInt8>, Int) -> Void) {
        for entry in entries {
            body(bytes.span.extracting(entry.start..<entry.start + Int(entry.byteCount)), entry.count)
        }
    }

    private mutating func add(_ word: Span<UInt8>, hash: UInt64, count: Int) {
        precondition(word.count <= Int32.max, "WordCounts: a word of \(word.count) bytes")
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let position = Int(slots[slot]) - 1
            if entries[position].hash == hash, holds(entries[position], word) {
                entries[position].count += count
                return
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        precondition(entries.count < UInt32.max, "WordCounts: \(entries.count) different words")
        slots[slot] = UInt32(entries.count + 1)
        entries.append(Entry(hash: hash, start: bytes.count, byteCount: Int32(word.count), count: count))
        for index in 0..<word.count { bytes.append(word[index]) }
        if entries.count * 2 > slots.count { grow() }
    }

    private func holds(_ entry: Entry, _ word: Span<UInt8>) -> Bool {
        guard Int(entry.byteCount) == word.count else { return false }
        for offset in 0..<word.count where bytes[entry.start + offset] != word[offset] { return false }
        return true
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (position, entry) in entries.enumerated() {
            var slot = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(position + 1)
        }
    }
}
