/// Pairs that wait to be merged, the most frequent first and of equals the one with the smaller ids, as in HF's `BpeTrainer`.
///
/// Counts in the queue may be out of date; whoever takes an entry compares, and puts it back with the count that holds now.
struct MergeQueue {
    /// A pair with the words that it was seen in since it last became frequent.
    struct Entry {
        var count: Int
        var pair: UInt64
        /// The pair's number in ``PairCounts``.
        var number: UInt32
        /// The merge after which the entry was made. A pair has several entries where two ways lead to one token.
        var step: UInt32
        /// Where its words stand.
        var words: Range<Int>

        var left: UInt32 { UInt32(pair >> 32) }
        var right: UInt32 { UInt32(pair & 0xFFFF_FFFF) }

        func comesBefore(_ other: Entry) -> Bool {
            if count != other.count { return count > other.count }
            return pair != other.pair ? pair < other.pair : step < other.step
        }
    }

    /// A binary heap.
    private var entries: [Entry] = []

    mutating func insert(_ entry: Entry) {
        entries.append(entry)
        var child = entries.count - 1
        while child > 0, entry.comesBefore(entries[(child - 1) / 2]) {
            entries[child] = entries[(child - 1) / 2]
            child = (child - 1) / 2
        }
        entries[child] = entry
    }

    mutating func popFirst() -> Entry? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        guard !entries.isEmpty else { return first }
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, entries[child + 1].comesBefore(entries[child]) { child += 1 }
            guard entries[child].comesBefore(last) else { break }
            entries[parent] = entries[child]
            parent = child
        }
        entries[parent] = last
        return first
    }
}
