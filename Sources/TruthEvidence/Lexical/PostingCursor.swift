/// Walks through the postings of one term: forward only, a block at a time.
struct PostingCursor {
    /// What one unit of impact gives this term.
    let weight: Float
    private let segment: LexicalSegment
    /// The term's blocks, and the postings of the last.
    private let first: Int
    private let end: Int
    private let lastCount: Int
    /// The current block, and its decoded postings.
    private(set) var block: Int
    private var decodedBlock = -1
    private(set) var rows: [UInt32]
    private(set) var codes: [UInt8]
    private(set) var count = 0
    /// The next posting of the decoded block.
    private(set) var position = 0

    /// - Parameter frequency: How many postings the blocks hold.
    init(segment: LexicalSegment, blocks: Range<Int>, frequency: Int, weight: Float) {
        self.segment = segment
        self.weight = weight
        lastCount = (frequency - 1) % PostingWriter.blockSize + 1
        block = blocks.lowerBound
        end = blocks.upperBound
        first = blocks.lowerBound
        rows = Array(repeating: 0, count: PostingWriter.blockSize)
        codes = Array(repeating: 0, count: PostingWriter.blockSize)
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
    mutating func bound(from low: Int, until high: Int, _ bytes: RawSpan) throws -> Float {
        skip(to: low, bytes)
        var largest: UInt8 = 0
        var candidate = block
        while candidate < end, beginning(candidate, bytes) < high {
            let last = lastRow(candidate, bytes)
            let most: UInt8 = bytes.element(candidate, at: segment.blockCodes)
            if most > largest {
                if candidate == block, last - beginning(candidate, bytes) >= high - low {
                    try decode(bytes)
                    largest = max(largest, largestCode(from: low, until: high))
                } else {
                    largest = most
                }
            }
            if last >= high - 1 { break }
            candidate += 1
        }
        return Float(largest) * weight
    }

    private mutating func largestCode(from low: Int, until high: Int) -> UInt8 {
        while position < count, rows[position] < low { position += 1 }
        var largest: UInt8 = 0
        var index = position
        while index < count, rows[index] < high {
            largest = max(largest, codes[index])
            index += 1
        }
        return largest
    }

    /// Adds the term's share to the scores of the rows from `low` until `high`, kept from `low` on.
    mutating func accumulate(from low: Int, until high: Int, into scores: inout [Float], _ bytes: RawSpan) throws {
        skip(to: low, bytes)
        while block < end, beginning(block, bytes) < high {
            try decode(bytes)
            while position < count, rows[position] < low { position += 1 }
            while position < count {
                let row = Int(rows[position])
                if row >= high { return }
                scores[row - low] += weight * Float(codes[position])
                position += 1
            }
            block += 1
        }
    }

    /// The term's share of the score of `row`; rows are asked for in ascending order.
    mutating func score(of row: Int, _ bytes: RawSpan) throws -> Float {
        skip(to: row, bytes)
        guard block < end, beginning(block, bytes) <= row else { return 0 }
        try decode(bytes)
        while position < count, rows[position] < row { position += 1 }
        return position < count && rows[position] == row ? weight * Float(codes[position]) : 0
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
        let mask: UInt64 = (1 << UInt64(bits)) - 1
        var row = Int64(block > first ? lastRow(block - 1, bytes) : -1)
        var bit = 0
        for index in 0..<count {
            let word: UInt64 = bytes.element(0, at: offset + 1 + (bit >> 3))
            row += Int64(word >> UInt64(bit & 7) & mask) + 1
            rows[index] = UInt32(truncatingIfNeeded: row)
            codes[index] = bytes.element(index, at: offset + 1 + packed)
            bit += bits
        }
        guard row < segment.count else { throw segment.file.damage("a posting names passage \(row) of \(segment.count)") }
    }
}
