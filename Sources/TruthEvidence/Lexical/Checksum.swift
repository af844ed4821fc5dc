/// 64 bits that tell damaged bytes from whole ones. It is no protection against someone who forges a file.
enum Checksum {
    private static let prime: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// Four lanes of multiply and rotate over 32 bytes at a time, then the rest byte by byte.
    static func of(_ bytes: RawSpan) -> UInt64 {
        var a: UInt64 = 1, b: UInt64 = 2, c: UInt64 = 3, d: UInt64 = 4
        let blocks = bytes.byteCount / 32
        for block in 0..<blocks {
            let offset = block * 32
            a = mixed(a, bytes.element(0, at: offset))
            b = mixed(b, bytes.element(1, at: offset))
            c = mixed(c, bytes.element(2, at: offset))
            d = mixed(d, bytes.element(3, at: offset))
        }
        var sum = UInt64(bytes.byteCount)
        for lane in [a, b, c, d] { sum = mixed(sum, lane) }
        for index in blocks * 32..<bytes.byteCount { sum = mixed(sum, UInt64(bytes.element(index, at: 0, as: UInt8.self))) }
        return sum ^ sum >> 32
    }

    static func of(_ bytes: [UInt8]) -> UInt64 { of(unsafe bytes.span.bytes) }

    @inline(__always)
    private static func mixed(_ sum: UInt64, _ word: UInt64) -> UInt64 {
        let product = (sum ^ word) &* prime
        return product << 31 | product >> 33
    }
}
