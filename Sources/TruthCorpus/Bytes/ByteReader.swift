/// Takes stretches, lines and other records from a source, holding no more than one record and one block of it.
struct ByteReader {
    private let source: any ByteSource
    private var block: [UInt8] = []
    private var next = 0
    /// The offset of the next byte, in the uncompressed file.
    private(set) var offset = 0

    static let blockSize = 1 << 18

    init(_ source: any ByteSource) { self.source = source }

    var place: String { source.place }
    var storedBytesRead: Int { source.storedBytesRead }

    /// A line without its end, or as much of it as `limit` allows; `nil` at the end of the file.
    struct Line {
        var bytes: [UInt8]
        var offset: Int
        /// The line is longer than the limit: `bytes` is empty, and the line has been passed over.
        var isTooLong: Bool
    }

    /// The next line. Ends are `\n` or `\r\n`.
    mutating func nextLine(limit: Int) throws -> Line? {
        guard try fill() else { return nil }
        var scanner = LineScanner()
        let record = try take(with: &scanner, limit: limit)
        var line = Line(bytes: record.bytes, offset: record.offset, isTooLong: record.isTooLong)
        if line.bytes.last == 0x0A { line.bytes.removeLast() }
        if line.bytes.last == 0x0D { line.bytes.removeLast() }
        return line
    }

    private struct LineScanner: RecordScanner {
        mutating func end(in bytes: Span<UInt8>) -> Int? {
            let end = bytes.place(of: 0x0A, from: 0)
            return end < bytes.count ? end + 1 : nil
        }
    }

    /// What a scanner found.
    struct Record {
        /// Empty when the record is too long.
        var bytes: [UInt8]
        var offset: Int
        var isTooLong: Bool
        /// False when the source ended before the scanner said so.
        var isComplete: Bool
    }

    /// Everything up to where `scanner` finds the end. A record longer than `limit` is passed over without being held.
    mutating func take(with scanner: inout some RecordScanner, limit: Int) throws -> Record {
        var record = Record(bytes: [], offset: offset, isTooLong: false, isComplete: false)
        while !record.isComplete, try fill() {
            let end = scanner.end(in: block.span.extracting(next...))
            let count = end ?? block.count - next
            if record.bytes.count + count > limit {
                record.isTooLong = true
                record.bytes = []
            }
            if !record.isTooLong { record.bytes += block[next..<next + count] }
            advance(by: count)
            record.isComplete = end != nil
        }
        return record
    }

    /// The next byte, which stays where it is; `nil` at the end.
    mutating func peek() throws -> UInt8? { try fill() ? block[next] : nil }

    /// Passes over one byte.
    ///
    /// - Precondition: `peek` has just returned it.
    mutating func skipByte() { advance(by: 1) }

    /// Passes over the mark that some programs put before UTF-8.
    mutating func skipByteOrderMark() throws {
        if offset == 0, try fill(), block[next...].starts(with: [0xEF, 0xBB, 0xBF]) { advance(by: 3) }
    }

    /// Passes over spaces, tabs and ends of lines; the byte behind them, or `nil` at the end.
    mutating func peekBehindSpace() throws -> UInt8? {
        while let byte = try peek() {
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            skipByte()
        }
        return nil
    }

    /// Puts `bytes`, the last that were taken, back in front of what follows.
    mutating func putBack(_ bytes: ArraySlice<UInt8>) {
        block = Array(bytes + block[next...])
        next = 0
        offset -= bytes.count
    }

    /// The `count` bytes from `start` on, or fewer at the end of the file.
    ///
    /// - Precondition: `start` is not behind what has been read.
    mutating func bytes(from start: Int, count: Int) throws -> [UInt8] {
        precondition(start >= offset, "bytes(from:): \(start) lies before \(offset)")
        while offset < start, try fill() { advance(by: min(start - offset, block.count - next)) }
        var bytes: [UInt8] = []
        while bytes.count < count, try fill() {
            let piece = block[next..<min(block.count, next + count - bytes.count)]
            bytes += piece
            advance(by: piece.count)
        }
        return bytes
    }

    /// Everything that is left, or `nil` when it is more than `limit` bytes.
    mutating func rest(limit: Int) throws -> [UInt8]? {
        let bytes = try bytes(from: offset, count: limit)
        return try fill() ? nil : bytes
    }

    private mutating func advance(by count: Int) {
        next += count
        offset += count
    }

    /// Makes sure that a byte is at hand; false at the end of the file.
    private mutating func fill() throws -> Bool {
        if next < block.count { return true }
        block = try source.read(upTo: Self.blockSize)
        next = 0
        return !block.isEmpty
    }
}
