/// How often each pair of neighbouring tokens occurs, by a number that each pair gets when it is first seen.
struct PairCounts {
    /// No pair; greater than every pair.
    private static let none = UInt64.max

    /// Open addressing with linear probing: the pair, and its number.
    private var keys = [UInt64](repeating: none, count: 1 << 12)
    private var numbers = [UInt32](repeating: 0, count: 1 << 12)
    /// By number.
    private var counts: [Int] = []

    /// Both tokens in one integer that sorts as the pair does.
    static func pair(_ left: UInt32, _ right: UInt32) -> UInt64 { UInt64(left) << 32 | UInt64(right) }

    subscript(number: Int) -> Int { counts[number] }

    /// Adds `change` to the pair's count.
    ///
    /// - Returns: The pair's number.
    @discardableResult
    mutating func add(_ change: Int, to pair: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: ByteHash.mixed(pair)) & (keys.count - 1)
        while keys[slot] != pair {
            if keys[slot] == Self.none {
                keys[slot] = pair
                numbers[slot] = UInt32(counts.count)
                counts.append(change)
                if counts.count * 2 > keys.count { grow() }
                return counts.count - 1
            }
            slot = (slot + 1) & (keys.count - 1)
        }
        let number = Int(numbers[slot])
        counts[number] += change
        return number
    }

    private mutating func grow() {
        let (oldKeys, oldNumbers) = (keys, numbers)
        keys = Array(repeating: Self.none, count: oldKeys.count * 2)
        numbers = Array(repeating: 0, count: oldKeys.count * 2)
        for (pair, number) in zip(oldKeys, oldNumbers) where pair != Self.none {
            var slot = Int(truncatingIfNeeded: ByteHash.mixed(pair)) & (keys.count - 1)
            while keys[slot] != Self.none { slot = (slot + 1) & (keys.count - 1) }
            keys[slot] = pair
            numbers[slot] = number
        }
    }
}
