/// Searching bytes eight at a time.
///
/// Each test marks the highest bit of the bytes that it is looking for. Bytes behind the first that is marked may be marked by mistake, as
/// subtraction borrows from byte to byte; the first never is (Warren, Hacker's Delight, 6-1).
extension Span<UInt8> {
    private static var ones: UInt64 { 0x0101_0101_0101_0101 }
    private static var high: UInt64 { 0x8080_8080_8080_8080 }

    /// The place of the first `byte` at or behind `start`; the count when there is none.
    @inline(__always) func place(of byte: UInt8, from start: Int) -> Int {
        let pattern = UInt64(byte) &* Self.ones
        var index = start
        while index &+ 8 <= count {
            let found = Self.zeros(word(at: index) ^ pattern)
            if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count, self[index] != byte { index &+= 1 }
        return index
    }

    /// The place of the first quote, backslash or control character at or behind `start`: where the plain part of a JSON string ends;
    /// the count when there is none.
    @inline(__always) func placeOfJSONMark(from start: Int) -> Int {
        var index = start
        while index &+ 8 <= count {
            let word = word(at: index)
            let control = (word &- 0x20 &* Self.ones) & ~word & Self.high
            let found = Self.zeros(word ^ (0x22 &* Self.ones)) | Self.zeros(word ^ (0x5C &* Self.ones)) | control
            if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count, self[index] != 0x22, self[index] != 0x5C, self[index] >= 0x20 { index &+= 1 }
        return index
    }

    @inline(__always) private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & high }
}
