/// Bytes as text, or where and why they are none.
enum UTF8Text {
    /// The text of `bytes`, without a byte order mark.
    ///
    /// - Throws: `RecordFault` for invalid UTF-8, and for the character NUL, which no text contains.
    static func decode(_ bytes: [UInt8]) throws(RecordFault) -> String {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        return try decode(bytes.span.extracting(start...), offset: start)
    }

    /// - Parameter offset: Of the first byte, for the fault.
    static func decode(_ bytes: Span<UInt8>, offset: Int = 0) throws(RecordFault) -> String {
        if let zero = firstZero(bytes) { throw RecordFault(offset: offset + zero, reason: "a NUL byte: this is not text") }
        do {
            return String(copying: try UTF8Span(validating: bytes))
        } catch {
            let place = error.byteOffsets.lowerBound
            let byte = String(bytes[place], radix: 16, uppercase: true)
            throw RecordFault(
                offset: offset + place, reason: "byte 0x\(byte) is not valid UTF-8; convert the text to UTF-8 (iconv -f LATIN1 -t UTF-8, say)")
        }
    }

    private static func firstZero(_ bytes: Span<UInt8>) -> Int? {
        let place = bytes.place(of: 0, from: 0)
        return place < bytes.count ? place : nil
    }
}
