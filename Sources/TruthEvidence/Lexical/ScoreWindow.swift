/// The scores of the rows of one window, added up term by term, and which of them are worth a second look.
///
/// Most rows of a window get nothing, so groups of rows remember whether any did: only those are looked through and cleared. Scores are
/// whole numbers (``BM25/weight(rarity:)``), so that they don't depend on the order in which terms are added.
struct ScoreWindow {
    /// Rows that are treated together: their scores fit in the second-level cache.
    static let rowCount = 16_384
    /// Rows that remember together.
    private static let groupSize = 64

    private var scores: [Int32]
    private var isTouched: [UInt8]

    /// - Parameter rowCount: How many rows there are at all, in this window and others.
    init(rowCount: Int) {
        let size = 8 * Self.groupSize
        let groups = (min(Self.rowCount, max(1, rowCount)) + size - 1) / size * 8
        scores = Array(repeating: 0, count: groups * Self.groupSize)
        isTouched = Array(repeating: 0, count: groups)
    }

    /// Adds `weight` times its code to the score of each row, the window beginning at `low`.
    mutating func add(_ rows: Span<UInt32>, _ codes: RawSpan, weight: Int32, low: Int) {
        Self.add(rows, codes, weight: weight, low: low, to: &scores, noting: &isTouched)
    }

    /// Two arrays of one value can't lend spans at once, two arguments can.
    private static func add(
        _ rows: Span<UInt32>, _ codes: RawSpan, weight: Int32, low: Int, to scores: inout [Int32], noting isTouched: inout [UInt8]
    ) {
        var scores = scores.mutableSpan
        var isTouched = isTouched.mutableSpan
        for index in rows.indices {
            let place = Int(rows[index]) &- low
            scores[place] &+= weight &* Int32(codes.element(index, at: 0, as: UInt8.self))
            isTouched[place >> 6] = 1
        }
    }

    /// Takes all scores out: those above `least` and above 0 join `found`, with their places in the window.
    mutating func take(above least: Int32, into found: inout [(place: Int, score: Int32)]) {
        let least = max(0, least)
        for eight in stride(from: 0, to: isTouched.count, by: 8) where isAnyTouched(from: eight) {
            for group in eight..<eight + 8 where isTouched[group] != 0 {
                isTouched[group] = 0
                Self.take(from: group * Self.groupSize, of: &scores, above: least, into: &found)
            }
        }
    }

    private func isAnyTouched(from group: Int) -> Bool {
        // The span of bytes lasts as long as this access.
        unsafe isTouched.span.bytes.element(0, at: group, as: UInt64.self) != 0
    }

    private static func take(from first: Int, of scores: inout [Int32], above least: Int32, into found: inout [(place: Int, score: Int32)]) {
        var scores = scores.mutableSpan
        // The span of bytes lasts as long as this access.
        if unsafe hasScore(above: least, in: scores.span.bytes, at: first * 4) {
            for place in first..<first + groupSize where scores[place] > least { found.append((place, scores[place])) }
        }
        for place in first..<first + groupSize { scores[place] = 0 }
    }

    /// Whether any of the 64 scores from `offset` on is above `least`: then their difference is negative.
    @inline(__always)
    private static func hasScore(above least: Int32, in bytes: RawSpan, at offset: Int) -> Bool {
        let least = SIMD16<Int32>(repeating: least)
        var signs = SIMD16<Int32>.zero
        for part in 0..<4 { signs |= least &- bytes.element(part, at: offset, as: SIMD16<Int32>.self) }
        let eight = signs.lowHalf | signs.highHalf
        let four = eight.lowHalf | eight.highHalf
        return four.x | four.y | four.z | four.w < 0
    }
}
