/// Counts hashes; made empty again in no time, for use on one text after another.
struct CountTable {
    /// A hash, and its count in the lower half of the second word; in the upper half, the round that it belongs to.
    private var entries: [SIMD2<UInt64>] = []
    private var round: UInt64 = 0
    private var mask = 0

    /// Empties the table and makes room for `capacity` different hashes.
    mutating func reset(capacity: Int) {
        round += 1
        let size = max(64, (2 * capacity).nextPowerOfTwo)
        if size > entries.count || round >= 1 << 32 {
            entries = [SIMD2<UInt64>](repeating: SIMD2(0, 0), count: max(size, entries.count))
            round = 1
        }
        // A small part of a table that a long text has left is used alone, so that it stays in the cache.
        mask = size - 1
    }

    /// Counts `key` once more; how often it was counted since the last reset.
    ///
    /// - Precondition: No more different keys are counted than there was asked room for.
    mutating func increment(_ key: UInt64) -> Int {
        var count = 0
        countEach(in: 0..<1, key: { _ in key }) { _, found in
            count = found
            return 1
        }
        return count
    }

    /// Counts the keys of places in `range` once more, and tells `body` each place and how often its key was counted since the last reset.
    ///
    /// The table is borrowed once for all of them.
    ///
    /// - Parameter body: Returns how many places to go on: 1 for the next.
    @inline(__always) mutating func countEach(in range: Range<Int>, key: (Int) -> UInt64, _ body: (Int, Int) -> Int) {
        let (mask, mark) = (mask, round << 32)
        var entries = entries.mutableSpan
        var place = range.lowerBound
        while place < range.upperBound {
            let key = key(place)
            var slot = Int(truncatingIfNeeded: key) & mask
            var count = 1
            while true {
                let entry = entries[slot]
                if entry.y & ~0xFFFF_FFFF != mark {
                    entries[slot] = SIMD2(key, mark | 1)
                    break
                }
                if entry.x == key {
                    entries[slot].y = entry.y &+ 1
                    count = Int((entry.y &+ 1) & 0xFFFF_FFFF)
                    break
                }
                slot = (slot &+ 1) & mask
            }
            place &+= body(place, count)
        }
    }
}

extension Int {
    /// The smallest power of two that is not below it.
    var nextPowerOfTwo: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
