/// Counts 64-bit hashes up to 65,535 in 8 bytes each: 48 bits of the hash and 16 of the count.
///
/// Two different hashes are taken for one with a probability near 2⁻⁴⁸ for each pair that shares a place, so about 10⁻⁶ of 10 million.
struct HashCounter {
    /// Counts stop here.
    static let mostCounted = 0xFFFF
    private var table = [UInt64](repeating: 0, count: 1024)
    private var mask = 1023
    private var count = 0

    /// Counts `hash` once more; how often it was counted by now.
    mutating func increment(_ hash: UInt64) -> Int {
        if 10 * (count + 1) > 7 * table.count { grow() }
        var slot = place(of: hash)
        let kept = hash & ~0xFFFF
        while table[slot] != 0 {
            if table[slot] & ~0xFFFF == kept {
                if table[slot] & 0xFFFF < 0xFFFF { table[slot] += 1 }
                return Int(table[slot] & 0xFFFF)
            }
            slot = (slot &+ 1) & mask
        }
        table[slot] = kept | 1
        count += 1
        return 1
    }

    /// The place comes from the bits that are kept, so that a growing table can find it again.
    private func place(of hash: UInt64) -> Int { Int(truncatingIfNeeded: TextHash.mixed(hash & ~0xFFFF)) & mask }

    private mutating func grow() {
        let old = table
        table = [UInt64](repeating: 0, count: 2 * old.count)
        mask = table.count - 1
        for entry in old where entry != 0 {
            var slot = place(of: entry)
            while table[slot] != 0 { slot = (slot &+ 1) & mask }
            table[slot] = entry
        }
    }
}
