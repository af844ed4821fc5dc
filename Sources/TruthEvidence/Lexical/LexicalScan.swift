/// Finds the best passages of one segment without looking at most postings.
///
/// Block-max MaxScore (Turtle and Flood 1995; Ding and Suel 2011), a window of rows at a time: each term has a bound on what it can
/// give inside the window. Terms whose bounds together stay below the threshold can't bring in a passage by themselves, so only the
/// others are added up for the whole window, and the rest is asked only for the passages that may still make it. A window whose
/// bounds together stay below is left out altogether.
struct LexicalScan {
    private let segment: LexicalSegment
    private let number: Int
    private let filter: SegmentFilter
    private var cursors: [PostingCursor]
    private var scores: [Float]
    private var bounds: [Float]
    private var order: [Int]

    /// Rows that are treated together: their scores fit in the first-level cache.
    static let windowSize = 2048

    /// - Parameters:
    ///   - number: The segment's, for the entries.
    ///   - terms: Numbers of terms with what a unit of impact gives each.
    init(segment: LexicalSegment, number: Int, terms: [(term: Int, weight: Float)], filter: SegmentFilter, _ bytes: RawSpan) throws {
        self.segment = segment
        self.number = number
        self.filter = filter
        cursors = try terms.map { term, weight in
            PostingCursor(
                segment: segment, blocks: try segment.blocks(ofTerm: term, bytes), frequency: segment.frequency(ofTerm: term, bytes), weight: weight)
        }
        scores = Array(repeating: 0, count: min(Self.windowSize, max(1, segment.count)))
        bounds = Array(repeating: 0, count: terms.count)
        order = Array(terms.indices)
    }

    /// Puts what passes the filter and is good enough into `best`.
    mutating func collect(into best: inout BestPassages, _ bytes: RawSpan) throws {
        guard !cursors.isEmpty, !filter.isEmpty else { return }
        for low in stride(from: 0, to: segment.count, by: Self.windowSize) {
            let high = min(low + Self.windowSize, segment.count)
            var total: Float = 0
            for index in cursors.indices {
                bounds[index] = try cursors[index].bound(from: low, until: high, bytes)
                total += bounds[index]
            }
            guard total * Self.slack > best.threshold else { continue }
            sortByBound()
            let (optional, optionalBound) = optionalTerms(below: best.threshold)
            for index in order[optional...] { try cursors[index].accumulate(from: low, until: high, into: &scores, bytes) }
            try finish(from: low, until: high, optional: optional, optionalBound, into: &best, bytes)
        }
    }

    /// Sums of floats in another order differ a little; bounds are taken as so much larger.
    private static let slack: Float = 1.00001

    /// Insertion sort: the order hardly changes from one window to the next.
    private mutating func sortByBound() {
        for index in order.indices.dropFirst() {
            var place = index
            while place > 0, bounds[order[place]] < bounds[order[place - 1]] {
                order.swapAt(place, place - 1)
                place -= 1
            }
        }
    }

    /// How many of the terms with the smallest bounds can't reach the threshold together, and what they can reach.
    private func optionalTerms(below threshold: Float) -> (count: Int, bound: Float) {
        var bound: Float = 0
        for (place, index) in order.enumerated() {
            let more = bound + bounds[index]
            if more * Self.slack > threshold { return (place, bound) }
            bound = more
        }
        return (order.count, bound)
    }

    /// Completes the scores of the window's passages that may be good enough, and clears the window.
    private mutating func finish(
        from low: Int, until high: Int, optional: Int, _ optionalBound: Float, into best: inout BestPassages, _ bytes: RawSpan
    ) throws {
        for place in 0..<(high - low) {
            var score = scores[place]
            if score == 0 { continue }
            scores[place] = 0
            guard (score + optionalBound) * Self.slack > best.threshold else { continue }
            let row = low + place
            guard filter.passes(row, bytes) else { continue }
            var rest = optionalBound
            for index in order[..<optional].reversed() {
                if (score + rest) * Self.slack <= best.threshold { break }
                rest -= bounds[index]
                if bounds[index] > 0 { score += try cursors[index].score(of: row, bytes) }
            }
            guard score > best.threshold else { continue }
            best.insert(
                id: segment.id(row, bytes), score: score, segment: number, row: row, content: bytes.element(row, at: segment.contents),
                voice: bytes.element(row, at: segment.voices))
        }
    }
}
