/// The end of a byte sequence that may still grow into a character.
enum UTF8Tail {
    /// How many leading bytes of `bytes` can be decoded without waiting for more.
    ///
    /// All, but for a tail of up to three bytes that begins a well-formed sequence and doesn't complete it
    /// (table 3-7 of the Unicode standard).
    static func completeCount(of bytes: [UInt8]) -> Int {
        for tailCount in 1...3 where tailCount <= bytes.count {
            let lead = bytes[bytes.count - tailCount]
            if lead < 0x80 { break }
            if lead < 0xC0 { continue }
            let tail = bytes[(bytes.count - tailCount)...]
            return isUnfinished(tail) ? bytes.count - tailCount : bytes.count
        }
        return bytes.count
    }

    /// Whether `sequence`, a lead byte and its continuation bytes, is the proper start of a well-formed sequence.
    private static func isUnfinished(_ sequence: ArraySlice<UInt8>) -> Bool {
        guard let lead = sequence.first else { return false }
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return false
        }
        guard sequence.count < length else { return false }
        return sequence.count == 1 || second.contains(sequence[sequence.startIndex + 1])
    }
}
