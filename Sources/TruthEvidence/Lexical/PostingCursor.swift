/// Walks through the postings of one term: forward only, a block at a time.
struct PostingCursor {
    /// What one unit of impact gives this term.
    let weight: Int32
    /// How many postings it has.
    let frequency: Int
    private let segment: LexicalSegment
    /// The term's blocks, and the postings of the last.
    private let first: Int
    private let end: Int
    private let lastCount: Int
    /// The current block, and its decoded postings.
    private var block: Int
    private var decodedBlock = -1
    private var rows: [UInt32]
    /// Where its codes lie in the file.
    private var codes = 0
    private var count = 0
    /// The next posting of the decoded block.
    private var position = 0

    /// - Parameter frequency: How many postings the blocks hold.
    init(segment: LexicalSegment, blocks: Range<Int>, frequency: Int, weight: Int32) {
        self.segment = segment
        self.weight = weight
        self.frequency = frequency
        lastCount = (frequency - 1) % PostingWriter.blockSize + 1
        block = blocks.lowerBound
        end = blocks.upperBound
        first = blocks.lowerBound
        rows = Array(repeating: 0, count: PostingWriter.blockSize)
    }

    var isAtEnd: Bool { block >= end }

    @inline(__always)
    private func lastRow(_ block: Int, _ bytes: RawSpan) -> Int { Int(bytes.element(block, at: segment.blockRows, as: UInt32.self)) }

    @inline(__always)
    private func beginning(_ block: Int, _ bytes: RawSpan) -> Int { block > first ? lastRow(block - 1, bytes) + 1 : 0 }

    /// Leaves the blocks that end before `row` behind.
    @inline(__always)
    mutating func skip(to row: Int, _ bytes: RawSpan) {
        while block < end, lastRow(block, bytes) < row { block += 1 }
    }

    /// The most that any row from `low` until `high` can score. Cheap: a wide block is decoded, of a narrow one the stored maximum counts.
    mutating func bound(from low: Int, until high: Int, _ bytes: RawSpan) throws -> Int {
        skip(to: low, bytes)
        var largest: UInt8 = 0
        var candidate = block
        while candidate < end, beginning(candidate, bytes) < high {
            let last = lastRow(candidate, bytes)
            let most: UInt8 = bytes.element(candidate, at: segment.blockCodes)
            if most > largest {
                if candidate == block, last - beginning(candidate, bytes) >= high - low {
                    try decode(bytes)
                    largest = max(largest, largestCode(from: low, until: high, bytes))
                } else {
                    largest = most
                }
            }
            if last >= high - 1 { break }
            candidate += 1
        }
        return Int(largest) * Int(weight)
    }

    private mutating func largestCode(from low: Int, until high: Int, _ bytes: RawSpan) -> UInt8 {
        position = place(of: low)
        var largest: UInt8 = 0
        var index = position
        while index < count, rows[index] < high {
            largest = max(largest, code(index, bytes))
            index += 1
        }
        return largest
    }

    @inline(__always)
    private func code(_ index: Int, _ bytes: RawSpan) -> UInt8 { bytes.element(index, at: codes) }

    /// Adds the term's share to the scores of the rows from `low` until `high`; the window begins at `low`.
    mutating func accumulate(from low: Int, until high: Int, into window: inout ScoreWindow, _ bytes: RawSpan) throws {
        skip(to: low, bytes)
        while block < end, beginning(block, bytes) < high {
            try decode(bytes)
            let start = place(of: low), stop = place(of: high)
            window.add(rows.span.extracting(start..<stop), bytes.extracting(codes + start..<codes + stop), weight: weight, low: low)
            position = stop
            if stop < count { return }
            block += 1
        }
    }

    /// The first posting of the decoded block, from the next one on, that isn't before `row`.
    @inline(__always)
    private func place(of row: Int) -> Int {
        if position < count, rows[position] >= row { return position }
        if count == 0 || rows[count - 1] < row { return count }
        var low = position, high = count - 1
        while low < high {
            let middle = (low + high) / 2
            if rows[middle] < row { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The term's share of the score of `row`; rows are asked for in ascending order.
    mutating func score(of row: Int, _ bytes: RawSpan) throws -> Int32 {
        skip(to: row, bytes)
        guard block < end, beginning(block, bytes) <= row else { return 0 }
        try decode(bytes)
        position = place(of: row)
        return position < count && rows[position] == row ? weight * Int32(code(position, bytes)) : 0
    }

    /// Unpacks the current block, unless it is unpacked.
    private mutating func decode(_ bytes: RawSpan) throws {
        guard decodedBlock != block else { return }
        decodedBlock = block
        position = 0
        count = block + 1 < end ? PostingWriter.blockSize : lastCount
        let start: UInt64 = bytes.element(block, at: segment.blockStarts)
        let limit = segment.postings.count - 8
        guard start < UInt64(limit) else { throw segment.file.damage("a block of postings lies outside of its section") }
        let offset = segment.postings.lowerBound + Int(start)
        let bits = Int(bytes.element(0, at: offset, as: UInt8.self))
        let packed = (count * bits + 7) / 8
        guard bits <= 32, Int(start) + 1 + packed + count <= limit else { throw segment.file.damage("a block of postings is cut off") }
        codes = offset + 1 + packed
        let last = Self.unpack(bytes, at: offset + 1, bits: bits, after: block > first ? lastRow(block - 1, bytes) : -1, into: &rows, count: count)
        guard last < segment.count else { throw segment.file.damage("a posting names passage \(last) of \(segment.count)") }
    }

    /// Unpacks differences into rows; returns the last, which is the largest.
    private static func unpack(_ bytes: RawSpan, at offset: Int, bits: Int, after last: Int, into rows: inout [UInt32], count: Int) -> Int {
        var rows = rows.mutableSpan
        let mask: UInt64 = (1 << UInt64(bits)) - 1
        var row = last, bit = 0
        for index in 0..<count {
            let word: UInt64 = bytes.element(0, at: offset + (bit >> 3))
            row &+= Int(truncatingIfNeeded: word >> UInt64(bit & 7) & mask) &+ 1
            rows[index] = UInt32(truncatingIfNeeded: row)
            bit &+= bits
        }
        return row
    }
}
