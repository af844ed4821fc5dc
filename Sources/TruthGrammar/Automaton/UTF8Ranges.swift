/// The UTF-8 bytes of a range of scalars, as sequences of byte ranges.
enum UTF8Ranges {
    /// Sequences of one to four byte ranges which together match exactly the encodings of `range`.
    ///
    /// After Russ Cox's `utf8` ranges in RE2: split where the length changes, then where a continuation byte is neither
    /// whole nor shared.
    static func sequences(of range: ClosedRange<UInt32>) -> [[ClosedRange<UInt8>]] {
        var found: [[ClosedRange<UInt8>]] = []
        for limit in [0x7F, 0x7FF, 0xFFFF] as [UInt32] where range.lowerBound <= limit && range.upperBound > limit {
            return sequences(of: range.lowerBound...limit) + sequences(of: limit + 1...range.upperBound)
        }
        append(range, to: &found)
        return found
    }

    private static func append(_ range: ClosedRange<UInt32>, to found: inout [[ClosedRange<UInt8>]]) {
        let (low, high) = (range.lowerBound, range.upperBound)
        if high > 0x7F {
            for count in 1...3 as ClosedRange<UInt32> {
                let mask: UInt32 = (1 << (6 * count)) - 1
                guard low & ~mask != high & ~mask else { continue }
                if low & mask != 0 {
                    append(low...(low | mask), to: &found)
                    return append((low | mask) + 1...high, to: &found)
                }
                if high & mask != mask {
                    append(low...(high & ~mask) - 1, to: &found)
                    return append((high & ~mask)...high, to: &found)
                }
            }
        }
        found.append(zip(bytes(of: low), bytes(of: high)).map { $0...$1 })
    }

    private static func bytes(of scalar: UInt32) -> [UInt8] {
        func continuation(_ shift: UInt32) -> UInt8 { UInt8(0x80 | (scalar >> shift) & 0x3F) }
        return switch scalar {
        case ...0x7F: [UInt8(scalar)]
        case ...0x7FF: [UInt8(0xC0 | scalar >> 6), continuation(0)]
        case ...0xFFFF: [UInt8(0xE0 | scalar >> 12), continuation(6), continuation(0)]
        default: [UInt8(0xF0 | scalar >> 18), continuation(12), continuation(6), continuation(0)]
        }
    }
}
