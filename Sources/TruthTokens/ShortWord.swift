import TruthTensors

/// A word of up to 16 bytes, as two numbers that can be compared and hashed at once.
struct ShortWord {
    static let longest = 16

    /// The first eight bytes and the others, the first lowest; what the word lacks is 0.
    let low: UInt64
    let high: UInt64
    let byteCount: Int

    /// The word at `range`; `nil` if it is too long.
    @inline(__always)
    init?(_ text: Span<UInt8>, _ range: Range<Int>) {
        byteCount = range.count
        guard byteCount <= Self.longest else { return nil }
        guard range.lowerBound + Self.longest <= text.count else {
            (low, high) = Self.gathered(text, range)
            return
        }
        let first = text.eightBytes(at: range.lowerBound)
        let second = text.eightBytes(at: range.lowerBound + 8)
        if byteCount < 8 {
            low = first & (1 << (8 * UInt64(byteCount)) &- 1)
            high = 0
        } else {
            low = first
            // A shift by 64 gives 0 in Swift, and the mask is then all ones.
            high = second & (1 << (8 * UInt64(byteCount - 8)) &- 1)
        }
    }

    @inline(__always)
    var hash: UInt64 {
        let mixed = (low ^ high &* 0x9E37_79B9_7F4A_7C15) &* 0xFF51_AFD7_ED55_8CCD &+ UInt64(byteCount)
        return (mixed ^ mixed >> 32) &* 0xC4CE_B9FE_1A85_EC53
    }

    /// Byte by byte, where less than 16 bytes are left of the text.
    private static func gathered(_ text: Span<UInt8>, _ range: Range<Int>) -> (low: UInt64, high: UInt64) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for (place, index) in range.enumerated() {
            if place < 8 {
                low |= UInt64(text[index]) << (8 * UInt64(place))
            } else {
                high |= UInt64(text[index]) << (8 * UInt64(place - 8))
            }
        }
        return (low, high)
    }
}
