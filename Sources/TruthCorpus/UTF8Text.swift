/// Bytes as text, or where and why they are none.
enum UTF8Text {
    struct Fault: Error {
        /// Of the first byte at fault, from the start of the bytes.
        var offset: Int
        var reason: String
    }

    /// The text of `bytes`, without a byte order mark.
    ///
    /// - Throws: `Fault` for UTF-16, invalid UTF-8, and the character NUL, which no text contains.
    static func decode(_ bytes: [UInt8]) throws(Fault) -> String {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw Fault(offset: 0, reason: "the text is UTF-16; convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)")
        }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        if let zero = content.firstIndex(of: 0) {
            throw Fault(offset: zero + bytes.count - content.count, reason: "a NUL byte: this is not text")
        }
        do {
            return String(copying: try UTF8Span(validating: content.span))
        } catch {
            let offset = error.byteOffsets.lowerBound + bytes.count - content.count
            let byte = String(bytes[offset], radix: 16, uppercase: true)
            throw Fault(offset: offset, reason: "byte 0x\(byte) is not valid UTF-8; convert the text to UTF-8 (iconv -f LATIN1 -t UTF-8, say)")
        }
    }
}
