/// The best passages so far, at most `limit`; passages that say the same share one place.
struct BestPassages<Score: Comparable & ExpressibleByIntegerLiteral> {
    struct Entry {
        var id: Int64
        var score: Score
        /// Segment and row, for what follows.
        var segment: Int
        var row: Int
        var content: UInt64
        /// How many passages say the same, and who says it (hashes of source and author).
        var copies: Int
        var voices: Set<UInt64>
    }

    let limit: Int
    /// Whether copies share a place.
    let collapses: Bool
    /// A heap with the worst entry first.
    private var heap: [Entry] = []
    private var places: [UInt64: Int] = [:]

    /// What a score has to be above to come in.
    private(set) var threshold: Score = 0

    init(limit: Int, collapses: Bool) {
        self.limit = limit
        self.collapses = collapses
    }

    /// The entries, best first.
    var sorted: [Entry] { heap.sorted { Self.isWorse($1, $0) } }

    /// Of equal scores the smaller number is better, so that the same search always gives the same order.
    @inline(__always)
    private static func isWorse(_ first: Entry, _ second: Entry) -> Bool {
        (first.score, second.id) < (second.score, first.id)
    }

    /// Takes a passage in if it is good enough, or counts it as a copy of one that is there.
    mutating func insert(id: Int64, score: Score, segment: Int, row: Int, content: UInt64, voice: UInt64) {
        let entry = Entry(id: id, score: score, segment: segment, row: row, content: content, copies: 1, voices: [voice])
        if collapses, let place = places[content] {
            heap[place].copies += 1
            heap[place].voices.insert(voice)
            if Self.isWorse(heap[place], entry) {
                (heap[place].id, heap[place].score, heap[place].segment, heap[place].row) = (id, score, segment, row)
                sink(from: place)
                rise(from: place)
            }
        } else if heap.count < limit {
            heap.append(entry)
            if collapses { places[content] = heap.count - 1 }
            rise(from: heap.count - 1)
        } else if let worst = heap.first, Self.isWorse(worst, entry) {
            heap[0] = entry
            if collapses {
                places[worst.content] = nil
                places[content] = 0
            }
            sink(from: 0)
        }
        if heap.count == limit, let worst = heap.first { threshold = worst.score }
    }

    private mutating func rise(from start: Int) {
        var index = start
        while index > 0, Self.isWorse(heap[index], heap[(index - 1) / 2]) {
            swap(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func sink(from start: Int) {
        var index = start
        while true {
            var worst = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count && Self.isWorse(heap[child], heap[worst]) { worst = child }
            if worst == index { return }
            swap(index, worst)
            index = worst
        }
    }

    private mutating func swap(_ first: Int, _ second: Int) {
        heap.swapAt(first, second)
        if collapses {
            places[heap[first].content] = first
            places[heap[second].content] = second
        }
    }
}
