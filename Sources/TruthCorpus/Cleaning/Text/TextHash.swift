/// A 128-bit hash of bytes, the same on every machine.
///
/// Two lanes of 64 bits, each folded by the full product of two words (the scheme of wyhash), so that two different texts share a hash
/// with a probability near 2⁻¹²⁸: among 10 million, below 10⁻²⁴. Not made against an adversary who builds texts to collide.
package struct TextHash: Hashable, Sendable {
    package var high: UInt64
    package var low: UInt64

    private static let multipliers: (UInt64, UInt64, UInt64, UInt64) = (
        0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB, 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3
    )

    /// The hash of all of `bytes`.
    package init(_ bytes: Span<UInt8>) {
        let (m0, m1, m2, m3) = Self.multipliers
        var first = m2 ^ UInt64(truncatingIfNeeded: bytes.count)
        var second = m3
        var index = 0
        while index &+ 16 <= bytes.count {
            let a = bytes.word(at: index)
            let b = bytes.word(at: index &+ 8)
            first = Self.fold(a ^ m0, b ^ first)
            second = Self.fold(b ^ m1, a ^ second)
            index &+= 16
        }
        let a = bytes.partialWord(at: index)
        let b = bytes.partialWord(at: index &+ 8)
        first = Self.fold(a ^ m0, b ^ first)
        second = Self.fold(b ^ m1, a ^ second)
        high = Self.fold(first ^ m2, second ^ m3)
        low = Self.fold(second ^ m0, first ^ m1) ^ first
    }

    /// The full product of both words, its halves joined.
    @inline(__always) package static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    /// A word whose bits all depend on all of `value`'s (the finaliser of MurmurHash3).
    @inline(__always) package static func mixed(_ value: UInt64) -> UInt64 {
        var x = value
        x = (x ^ (x >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        x = (x ^ (x >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return x ^ (x >> 33)
    }
}
