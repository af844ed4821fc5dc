/// Walks through JSON that is too large to hold: brackets are entered, values taken or passed over one at a time.
struct JSONStream {
    private var reader: ByteReader
    /// Of each bracket that has been entered, whether something has been taken from inside.
    private var hasItems: [Bool] = []

    init(_ reader: ByteReader) { self.reader = reader }

    var storedBytesRead: Int { reader.storedBytesRead }
    var offset: Int { reader.offset }

    /// The first byte of what follows, white space passed over; `nil` at the end.
    mutating func peek() throws -> UInt8? {
        if offset == 0 { try reader.skipByteOrderMark() }
        return try reader.peekBehindSpace()
    }

    /// Passes over everything before the first bracket: the assignment that makes an archive's file a script.
    mutating func skip(to bracket: UInt8) throws {
        while let byte = try reader.peek(), byte != bracket { reader.skipByte() }
    }

    /// Goes into the array or object that follows.
    ///
    /// - Precondition: `peek` has just returned its bracket.
    mutating func enter() {
        reader.skipByte()
        hasItems.append(false)
    }

    /// Whether another element follows in the array; if not, it has been left.
    ///
    /// - Throws: `RecordFault` when neither a value nor the end follows.
    mutating func hasElement() throws -> Bool { try advance(to: UInt8(ascii: "]"), name: "array") }

    /// The next key of the object, its value following; `nil` when the object has been left.
    mutating func nextKey() throws -> String? {
        guard try advance(to: UInt8(ascii: "}"), name: "object") else { return nil }
        let start = offset
        let key = try value(limit: 1 << 16)
        guard !key.isTooLong, let name = try JSONPart(parsing: key.bytes).string else {
            throw RecordFault(offset: start, reason: "not valid JSON: expected a key in quotes")
        }
        guard try peek() == UInt8(ascii: ":") else { throw RecordFault(offset: offset, reason: "not valid JSON: expected a colon behind a key") }
        reader.skipByte()
        return name
    }

    /// The value that follows; one longer than `limit` is passed over.
    ///
    /// - Throws: `RecordFault` when the file ends inside it.
    mutating func value(limit: Int) throws -> ByteReader.Record {
        _ = try peek()
        var scanner = JSONValueScanner()
        var record = try reader.take(with: &scanner, limit: limit)
        // A number alone in its file has no other end.
        if !record.isComplete, hasItems.isEmpty, let first = record.bytes.first, !"\"[{".utf8.contains(first) { record.isComplete = true }
        guard record.isComplete else { throw RecordFault(offset: record.offset, reason: "the JSON ends inside this value") }
        return record
    }

    /// Passes over the value that follows.
    mutating func skipValue() throws { _ = try value(limit: 0) }

    private mutating func advance(to bracket: UInt8, name: String) throws -> Bool {
        guard let byte = try peek() else { throw RecordFault(offset: offset, reason: "the JSON ends inside an \(name)") }
        if byte == bracket {
            reader.skipByte()
            hasItems.removeLast()
            return false
        }
        if hasItems[hasItems.count - 1] {
            guard byte == UInt8(ascii: ",") else {
                throw RecordFault(offset: offset, reason: "not valid JSON: expected a comma or a closing bracket")
            }
            reader.skipByte()
            guard let next = try peek() else { throw RecordFault(offset: offset, reason: "the JSON ends inside an \(name)") }
            if next == bracket { throw RecordFault(offset: offset, reason: "not valid JSON: a comma before a closing bracket") }
        }
        hasItems[hasItems.count - 1] = true
        return true
    }
}
