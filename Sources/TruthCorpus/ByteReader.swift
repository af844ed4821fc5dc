/// Takes exact stretches and lines from a file, holding no more than one stretch and one block of it.
struct ByteReader {
    private let file: CompressedFile
    private var block: [UInt8] = []
    private var next = 0
    /// The offset of the next byte, in the uncompressed file.
    private(set) var offset = 0

    static let blockSize = 1 << 16

    init(_ file: CompressedFile) { self.file = file }

    var storedBytesRead: Int { file.storedBytesRead }

    /// A line without its end, or as much of it as `limit` allows; `nil` at the end of the file.
    struct Line {
        var bytes: [UInt8]
        var offset: Int
        /// The line is longer than the limit: `bytes` is empty, and the line has been passed over.
        var isTooLong: Bool
    }

    /// The next line. Ends are `\n` or `\r\n`.
    mutating func nextLine(limit: Int) throws -> Line? {
        var line = Line(bytes: [], offset: offset, isTooLong: false)
        guard try fill() else { return nil }
        while try fill() {
            let end = block[next...].firstIndex(of: 0x0A)
            let piece = block[next..<(end ?? block.count)]
            if line.bytes.count + piece.count > limit {
                line.isTooLong = true
                line.bytes = []
            }
            if !line.isTooLong { line.bytes += piece }
            advance(by: piece.count)
            if end != nil {
                advance(by: 1)
                break
            }
        }
        if line.bytes.last == 0x0D { line.bytes.removeLast() }
        return line
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
        block = try file.read(upTo: Self.blockSize)
        next = 0
        return !block.isEmpty
    }
}
