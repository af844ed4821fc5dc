/// Merges the tokens of one word, lowest rank first and leftmost among equals, until no pair merges.
///
/// Keeps its arrays from word to word.
struct WordMerger {
    /// Longer words use a heap; below, shifting a few elements is faster.
    private static let shortCount = 32

    private(set) var tokens: [UInt32] = []
    private var pairs: [UInt64] = []
    private var previous: [Int32] = []
    private var next: [Int32] = []
    private var heap = MinimumHeap()

    mutating func removeAll() { tokens.removeAll(keepingCapacity: true) }

    mutating func append(_ token: UInt32) { tokens.append(token) }

    mutating func merge(by merges: MergeTable) {
        if tokens.count <= Self.shortCount {
            mergeShort(by: merges)
        } else {
            mergeLong(by: merges)
        }
    }

    private mutating func mergeShort(by merges: MergeTable) {
        guard tokens.count > 1 else { return }
        pairs.removeAll(keepingCapacity: true)
        for index in 1..<tokens.count { pairs.append(merges.merge(tokens[index - 1], tokens[index])) }
        while true {
            var best = 0
            for index in pairs.indices where pairs[index] < pairs[best] { best = index }
            guard best < pairs.count, pairs[best] != MergeTable.none else { return }
            tokens[best] = UInt32(truncatingIfNeeded: pairs[best])
            tokens.remove(at: best + 1)
            pairs.remove(at: best)
            if best > 0 { pairs[best - 1] = merges.merge(tokens[best - 1], tokens[best]) }
            if best < pairs.count { pairs[best] = merges.merge(tokens[best], tokens[best + 1]) }
        }
    }

    /// O(n log n): a doubly linked list of tokens and a heap of candidates, some of them out of date.
    private mutating func mergeLong(by merges: MergeTable) {
        precondition(tokens.count < Int32.max, "WordMerger: a word of \(tokens.count) bytes")
        let count = tokens.count
        previous = (0..<Int32(count)).map { $0 - 1 }
        next = (1...Int32(count)).map { $0 }
        heap.removeAll()
        for index in 0..<count { consider(index, by: merges) }
        while let candidate = heap.popMinimum() {
            let index = Int(candidate & 0xFFFF_FFFF)
            guard tokens[index] != UInt32.max, Int(next[index]) < count else { continue }
            let neighbour = Int(next[index])
            let merge = merges.merge(tokens[index], tokens[neighbour])
            guard merge != MergeTable.none, merge >> 32 == candidate >> 32 else { continue }
            tokens[index] = UInt32(truncatingIfNeeded: merge)
            tokens[neighbour] = UInt32.max
            next[index] = next[neighbour]
            if Int(next[index]) < count { previous[Int(next[index])] = Int32(index) }
            consider(index, by: merges)
            if previous[index] >= 0 { consider(Int(previous[index]), by: merges) }
        }
        tokens.removeAll { $0 == UInt32.max }
    }

    /// Enters the pair that begins at `index`, as its rank above its place: the heap's order is the order of merging.
    private mutating func consider(_ index: Int, by merges: MergeTable) {
        guard Int(next[index]) < tokens.count else { return }
        let merge = merges.merge(tokens[index], tokens[Int(next[index])])
        if merge != MergeTable.none { heap.insert(merge & ~0xFFFF_FFFF | UInt64(index)) }
    }
}
