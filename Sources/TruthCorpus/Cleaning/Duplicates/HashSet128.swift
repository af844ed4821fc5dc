/// A set of 128-bit hashes: 16 bytes each in a table that is half to seven tenths full.
struct HashSet128 {
    private var table = [TextHash](repeating: TextHash.empty, count: 1024)
    private var mask = 1023
    private(set) var count = 0

    /// Adds `hash`; false when it was there.
    mutating func insert(_ hash: TextHash) -> Bool {
        if 10 * (count + 1) > 7 * table.count { grow() }
        guard place(hash) else { return false }
        count += 1
        return true
    }

    private mutating func place(_ hash: TextHash) -> Bool {
        var slot = Int(truncatingIfNeeded: hash.low) & mask
        while table[slot] != TextHash.empty {
            if table[slot] == hash { return false }
            slot = (slot &+ 1) & mask
        }
        table[slot] = hash
        return true
    }

    private mutating func grow() {
        let old = table
        table = [TextHash](repeating: TextHash.empty, count: 2 * old.count)
        mask = table.count - 1
        for hash in old where hash != TextHash.empty { _ = place(hash) }
    }
}

extension TextHash {
    /// Marks a free place of a table. A text with this hash would never be found again; its probability is 2⁻¹²⁸.
    static let empty = TextHash(high: 0, low: 0)

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}
