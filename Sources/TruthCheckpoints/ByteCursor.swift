/// Reads little-endian values one after the other, checking each against the end of the bytes.
///
/// The bytes are lent to each call; the cursor keeps the place, and what is being read there for errors.
struct ByteCursor {
    let file: String
    var field: Damage.Field = .header
    private(set) var offset = 0

    init(file: String) {
        self.file = file
    }

    /// An integer of `Value`'s width.
    mutating func integer<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type = Value.self, of what: StaticString, _ bytes: RawSpan
    ) throws(CheckpointError) -> Value {
        try need(UInt64(MemoryLayout<Value>.size), for: what, bytes)
        // Every bit pattern is an integer, and the span checks its bounds once more.
        let value = unsafe Value(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
        offset += MemoryLayout<Value>.size
        return value
    }

    /// A text of UTF-8 that its length in 8 bytes precedes.
    mutating func text(of what: StaticString, limit: Int, _ bytes: RawSpan) throws(CheckpointError) -> String {
        let start = offset
        let count = try integer(UInt64.self, of: what, bytes)
        if count > UInt64(limit) {
            throw damage(.countTooLarge(what: "bytes of text", count: count, limit: UInt64(limit)), at: start)
        }
        try need(count, for: what, bytes)
        let range = offset..<offset + Int(count)
        do throws(UTF8.ValidationError) {
            let text = String(copying: try UTF8Span(validating: Span<UInt8>(_bytes: bytes.extracting(range))))
            offset = range.upperBound
            return text
        } catch {
            throw damage(.malformedText, at: range.lowerBound + error.byteOffsets.lowerBound)
        }
    }

    /// A count in 8 bytes of things that take at least `minimumByteCount` bytes each.
    ///
    /// The count is held against the bytes that are left, so that nobody allocates for things that can't be there.
    mutating func count(of what: StaticString, minimumByteCount: Int, _ bytes: RawSpan) throws(CheckpointError) -> Int {
        let start = offset
        let count = try integer(UInt64.self, of: what, bytes)
        let limit = UInt64((bytes.byteCount - offset) / minimumByteCount)
        if count > limit { throw damage(.countTooLarge(what: "\(what)", count: count, limit: limit), at: start) }
        return Int(count)
    }

    func damage(_ problem: Damage.Problem, at place: Int? = nil) -> CheckpointError {
        .damaged(Damage(file: file, field: field, byteOffset: place ?? offset, problem: problem))
    }

    private func need(_ count: UInt64, for what: StaticString, _ bytes: RawSpan) throws(CheckpointError) {
        let left = bytes.byteCount - offset
        if count > UInt64(left) { throw damage(.cutOff(what: "\(what)", neededBytes: count, leftBytes: left)) }
    }
}
