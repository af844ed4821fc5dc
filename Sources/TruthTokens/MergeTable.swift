/// Which two neighbouring tokens become one, and how early.
struct MergeTable: Sendable {
    /// No merge; greater than every merge.
    static let none = UInt64.max

    /// Open addressing with linear probing; the key of an empty slot is `none`.
    private var keys: [UInt64]
    private var values: [UInt64]

    init(capacity: Int) {
        let slots = ByteHash.slotCount(for: capacity)
        keys = Array(repeating: Self.none, count: slots)
        values = Array(repeating: Self.none, count: slots)
    }

    /// Makes `left` and `right` merge into `result`; a lower rank merges earlier. The last word on a pair counts, as in HF.
    mutating func insert(left: UInt32, right: UInt32, rank: UInt32, result: UInt32) {
        let key = UInt64(left) << 32 | UInt64(right)
        let slot = slot(of: key)
        keys[slot] = key
        values[slot] = UInt64(rank) << 32 | UInt64(result)
    }

    /// The rank of the pair in the upper 32 bits and what it becomes in the lower; ``none`` if it never merges.
    @inline(__always)
    func merge(_ left: UInt32, _ right: UInt32) -> UInt64 {
        values[slot(of: UInt64(left) << 32 | UInt64(right))]
    }

    @inline(__always)
    private func slot(of key: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: ByteHash.mixed(key)) & (keys.count - 1)
        while keys[slot] != key, keys[slot] != Self.none {
            slot = (slot + 1) & (keys.count - 1)
        }
        return slot
    }
}
