/// Writes the terms of a segment and, in blocks of 128, the passages in which each occurs.
///
/// A block: one byte with the number of bits of a difference, the differences between successive rows less 1 packed in that many bits,
/// then one byte per posting with its impact. The first difference counts from the last row of the block before (from −1 in the first).
struct PostingWriter {
    static let blockSize = 128

    private var termBytes: [UInt8] = []
    private var termStarts: [UInt64] = [0]
    private var firstBlocks: [UInt32] = [0]
    private var frequencies: [UInt32] = []
    private var lastRows: [UInt32] = []
    private var blockStarts: [UInt64] = []
    private var largestCodes: [UInt8] = []
    private var data: [UInt8] = []

    /// Terms come in the order of their bytes; rows ascend.
    mutating func add(term: ArraySlice<UInt8>, rows: [UInt32], codes: [UInt8]) {
        termBytes += term
        termStarts.append(UInt64(termBytes.count))
        frequencies.append(UInt32(rows.count))
        var previous: Int64 = -1
        for start in stride(from: 0, to: rows.count, by: Self.blockSize) {
            let range = start..<min(start + Self.blockSize, rows.count)
            addBlock(rows[range], codes[range], after: previous)
            previous = Int64(rows[range.upperBound - 1])
        }
        firstBlocks.append(UInt32(lastRows.count))
    }

    private mutating func addBlock(_ rows: ArraySlice<UInt32>, _ codes: ArraySlice<UInt8>, after last: Int64) {
        var previous = last
        let gaps = rows.map { row in
            defer { previous = Int64(row) }
            return UInt32(Int64(row) - previous - 1)
        }
        let bits = gaps.reduce(0) { max($0, 32 - $1.leadingZeroBitCount) }
        blockStarts.append(UInt64(data.count))
        lastRows.append(rows.last!)
        largestCodes.append(codes.max()!)
        data.append(UInt8(bits))
        var held: UInt64 = 0, heldBits = 0
        for gap in gaps {
            held |= UInt64(gap) << UInt64(heldBits)
            heldBits += bits
            while heldBits >= 8 {
                data.append(UInt8(truncatingIfNeeded: held))
                held >>= 8
                heldBits -= 8
            }
        }
        if heldBits > 0 { data.append(UInt8(truncatingIfNeeded: held)) }
        data += codes
    }

    func write(to file: inout IndexFileWriter, prefix: String) {
        file.add(prefix + "term-bytes", termBytes)
        file.add(prefix + "term-starts", termStarts)
        file.add(prefix + "term-blocks", firstBlocks)
        file.add(prefix + "term-counts", frequencies)
        file.add(prefix + "block-rows", lastRows)
        file.add(prefix + "block-starts", blockStarts)
        file.add(prefix + "block-codes", largestCodes)
        // Eight zeros, so that a word can be read at the last byte.
        file.add(prefix + "postings", data + Array(repeating: 0, count: 8))
    }
}
