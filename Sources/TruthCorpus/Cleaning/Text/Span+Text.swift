/// Reading valid UTF-8 byte by byte.
extension Span<UInt8> {
    /// The eight bytes from `start` on as one little-endian number.
    ///
    /// - Precondition: There are eight.
    @inline(__always) func word(at start: Int) -> UInt64 {
        precondition(start >= 0 && start <= count - 8)
        // The compiler makes one load of it.
        var word: UInt64 = 0
        for index in 0..<8 { word |= UInt64(self[start &+ index]) << UInt64(8 &* index) }
        return word
    }

    /// The bytes from `start` on as one little-endian number; missing ones are zero.
    @inline(__always) func partialWord(at start: Int) -> UInt64 {
        var word: UInt64 = 0
        var index = start
        while index < Swift.min(start &+ 8, count) {
            word |= UInt64(self[index]) << UInt64(8 &* (index &- start))
            index &+= 1
        }
        return word
    }

    /// The scalar at `index`, which moves behind it.
    ///
    /// - Precondition: The bytes are valid UTF-8 and a scalar begins at `index`.
    @inline(__always) func nextScalar(_ index: inout Int) -> UInt32 {
        let first = UInt32(self[index])
        index &+= 1
        if first < 0x80 { return first }
        if first < 0xE0 { return (first & 0x1F) << 6 | continuation(&index) }
        if first < 0xF0 { return (first & 0x0F) << 12 | continuation(&index) << 6 | continuation(&index) }
        return (first & 0x07) << 18 | continuation(&index) << 12 | continuation(&index) << 6 | continuation(&index)
    }

    @inline(__always) private func continuation(_ index: inout Int) -> UInt32 {
        defer { index &+= 1 }
        return UInt32(self[index]) & 0x3F
    }

    /// The scalar at `index`, without moving on.
    @inline(__always) func scalar(at index: Int) -> UInt32 {
        var index = index
        return nextScalar(&index)
    }

    /// Whether `phrase`, which is in lower case, is at `start`; ASCII letters match in either case.
    @inline(__always) func has(_ phrase: [UInt8], at start: Int) -> Bool {
        guard start >= 0, start <= count - phrase.count else { return false }
        for index in phrase.indices where self[start &+ index].lowercasedASCII != phrase[index] { return false }
        return true
    }

    /// The end of the stretch of bytes from `start` on that are no ASCII space.
    @inline(__always) func endOfToken(from start: Int) -> Int {
        var index = start
        while index < count, !self[index].isASCIISpace { index &+= 1 }
        return index
    }

    /// The start of the next token, at `start` or behind it.
    @inline(__always) func startOfToken(from start: Int) -> Int {
        var index = start
        while index < count, self[index].isASCIISpace { index &+= 1 }
        return index
    }

    /// `range` without the ASCII spaces at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, self[start].isASCIISpace { start &+= 1 }
        while end > start, self[end &- 1].isASCIISpace { end &-= 1 }
        return start..<end
    }
}
