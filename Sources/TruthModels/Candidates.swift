/// The likeliest tokens, best first.
///
/// Equal values are ordered by id, so that the choice never depends on how the list was found.
package struct Candidates: Sendable {
    package struct Entry: Sendable, Hashable {
        package var id: Int
        /// Its logit or probability.
        package var value: Float

        package init(id: Int, value: Float) {
            self.id = id
            self.value = value
        }

        /// Whether this token is likelier than `other`.
        package func precedes(_ other: Entry) -> Bool {
            value > other.value || (value == other.value && id < other.id)
        }
    }

    /// Best first, once selected.
    package var entries: [Entry] = []

    package init() {}

    /// Keeps the `count` largest of `values`: one pass with a heap of `count` entries, most of whose work is one comparison.
    package mutating func select(_ count: Int, from values: Span<Float>) {
        entries.removeAll(keepingCapacity: true)
        guard count > 0 else { return }
        var index = 0
        while index < values.count, entries.count < count {
            entries.append(Entry(id: index, value: values[index]))
            siftUp(entries.count - 1)
            index += 1
        }
        while index < values.count {
            // A later token replaces the worst only if it is strictly larger: ties go to the lower id.
            if values[index] > entries[0].value {
                entries[0] = Entry(id: index, value: values[index])
                siftDown(0)
            }
            index += 1
        }
        sort()
    }

    /// Keeps every token whose value reaches `threshold`.
    package mutating func select(reaching threshold: Float, from values: Span<Float>) {
        entries.removeAll(keepingCapacity: true)
        for index in 0..<values.count where values[index] >= threshold {
            entries.append(Entry(id: index, value: values[index]))
        }
        sort()
    }

    private mutating func sort() {
        entries.sort { $0.precedes($1) }
    }

    // The heap's root is the worst entry, the first to be replaced.

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[parent].precedes(entries[child]) else { return }
            entries.swapAt(parent, child)
            child = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var parent = start
        while true {
            var worst = parent
            for child in (2 * parent + 1)...(2 * parent + 2) where child < entries.count && entries[worst].precedes(entries[child]) {
                worst = child
            }
            guard worst != parent else { return }
            entries.swapAt(parent, worst)
            parent = worst
        }
    }
}
