/// A shuffled order of the numbers `0..<count` that needs no memory: any place of it can be asked for.
///
/// A Feistel network of four rounds over the next power of four, walked until it lands inside (Black and Rogaway, "Ciphers with
/// Arbitrary Finite Domains", 2002).
package struct EpochOrder: Sendable {
    private let count: Int
    private let halfBits: UInt64
    private let keys: [UInt64]

    package init(count: Int, seed: UInt64, epoch: Int) {
        precondition(count > 0 && epoch >= 0, "EpochOrder: \(count) numbers, epoch \(epoch)")
        self.count = count
        var bits: UInt64 = 1
        while 1 << (2 * bits) < UInt64(count) { bits += 1 }
        halfBits = bits
        keys = (0..<4).map { StableHash.mixed(StableHash.mixed(seed) ^ StableHash.mixed(UInt64(epoch) << 2 | $0)) }
    }

    /// The number at `place`.
    package subscript(place: Int) -> Int {
        precondition((0..<count).contains(place), "EpochOrder: place \(place) of \(count)")
        var number = UInt64(place)
        repeat { number = permuted(number) } while number >= UInt64(count)
        return Int(number)
    }

    private func permuted(_ number: UInt64) -> UInt64 {
        let mask = UInt64(1) << halfBits - 1
        var left = number >> halfBits
        var right = number & mask
        for key in keys { (left, right) = (right, left ^ (StableHash.mixed(right ^ key) & mask)) }
        return left << halfBits | right
    }
}
