/// Finds the best passages of one segment without looking at most postings.
///
/// Block-max MaxScore (Turtle and Flood 1995; Ding and Suel 2011), a window of rows at a time: each term has a bound on what it can
/// give inside the window. Terms whose bounds together stay below the threshold can't bring in a passage by themselves. Of these, only
/// those that are much more frequent than the others are asked for passage by passage, where it may still make a difference; everything
/// else is added up for the whole window, which costs about a nanosecond a posting. A window whose bounds together stay below the threshold
/// is left out altogether.
struct LexicalScan {
    private let segment: LexicalSegment
    private let number: Int
    private let filter: SegmentFilter
    private var cursors: [PostingCursor]
    private var window: ScoreWindow
    private var found: [(place: Int, score: Int32)] = []
    private var bounds: [Int]
    private var order: [Int]

    /// - Parameters:
    ///   - number: The segment's, for the entries.
    ///   - terms: Numbers of terms with what a unit of impact gives each.
    init(segment: LexicalSegment, number: Int, terms: [(term: Int, weight: Int32)], filter: SegmentFilter, _ bytes: RawSpan) throws {
        self.segment = segment
        self.number = number
        self.filter = filter
        cursors = try terms.map { term, weight in
            PostingCursor(
                segment: segment, blocks: try segment.blocks(ofTerm: term, bytes), frequency: segment.frequency(ofTerm: term, bytes), weight: weight)
        }
        window = ScoreWindow(rowCount: segment.count)
        bounds = Array(repeating: 0, count: terms.count)
        order = Array(terms.indices)
    }

    /// Puts what passes the filter and is good enough into `best`.
    mutating func collect(into best: inout BestPassages<Int32>, _ bytes: RawSpan) throws {
        guard !cursors.isEmpty, !filter.isEmpty else { return }
        for low in stride(from: 0, to: segment.count, by: ScoreWindow.rowCount) {
            let high = min(low + ScoreWindow.rowCount, segment.count)
            var total = 0
            for index in cursors.indices {
                bounds[index] = try cursors[index].bound(from: low, until: high, bytes)
                total += bounds[index]
            }
            guard total > Int(best.threshold) else { continue }
            sortByBound()
            let (optional, optionalBound) = optionalTerms(below: Int(best.threshold))
            for index in order[optional...] { try cursors[index].accumulate(from: low, until: high, into: &window, bytes) }
            try finish(from: low, optional: optional, optionalBound, into: &best, bytes)
        }
    }

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

    /// How many of the terms with the smallest bounds are only asked for, and what they can reach together: less than the threshold. Of
    /// those that may be left out so, one that isn't much more frequent than all that is added up is added too: that costs less than
    /// asking for it passage by passage.
    private func optionalTerms(below threshold: Int) -> (count: Int, bound: Int) {
        var bound = 0
        var count = 0
        while count < order.count, bound + bounds[order[count]] <= threshold {
            bound += bounds[order[count]]
            count += 1
        }
        var added = order[count...].reduce(0) { $0 + cursors[$1].frequency }
        while count > 0, case let index = order[count - 1], bounds[index] > 0, cursors[index].frequency <= Self.askingCost * added {
            count -= 1
            bound -= bounds[index]
            added += cursors[index].frequency
        }
        return (count, bound)
    }

    /// What it costs to ask for a term, in postings added up (measured).
    static let askingCost = 16

    /// Completes the scores of the window's passages that may be good enough, and clears the window.
    private mutating func finish(from low: Int, optional: Int, _ optionalBound: Int, into best: inout BestPassages<Int32>, _ bytes: RawSpan) throws {
        found.removeAll(keepingCapacity: true)
        window.take(above: Int32(clamping: Int(best.threshold) - optionalBound), into: &found)
        for (place, partial) in found {
            // The threshold rises meanwhile.
            guard Int(partial) + optionalBound > Int(best.threshold), case let row = low + place, filter.passes(row, bytes) else { continue }
            var score = Int(partial)
            var rest = optionalBound
            for index in order[..<optional].reversed() {
                if score + rest <= Int(best.threshold) { break }
                rest -= bounds[index]
                if bounds[index] > 0 { score += Int(try cursors[index].score(of: row, bytes)) }
            }
            guard score > Int(best.threshold) else { continue }
            best.insert(
                id: segment.id(row, bytes), score: Int32(clamping: score), segment: number, row: row, content: bytes.element(row, at: segment.contents),
                voice: bytes.element(row, at: segment.voices))
        }
    }
}
