/// Finds the position of a string in an array of distinct strings, comparing UTF-8 byte by byte.
///
/// A hash table of positions with linear probing. Swift seeds its hash anew in every process, so nobody can write a file
/// whose keys all collide. Up to `linearLimit` keys are searched one by one, which is as fast and takes no table.
struct KeyIndex: Sendable {
    private static let linearLimit = 8

    /// Positions plus one; 0 marks a free slot. The count is a power of two, at least twice the number of keys.
    private var slots: [UInt32] = []

    /// Enters `keys[position]`, after all positions before it.
    ///
    /// - Returns: The position of an equal key that was entered before; then nothing is changed.
    mutating func insert(_ position: Int, of keys: [String]) -> Int? {
        if position < Self.linearLimit {
            return Self.firstPosition(of: keys[position], in: keys[..<position])
        }
        if (position + 1) * 2 > slots.count {
            rebuild(for: keys, count: position)
        }
        return enter(position, of: keys)
    }

    /// Where `key` stands in `keys`, which must be the array that this index was built for.
    func position(of key: String, in keys: [String]) -> Int? {
        if slots.isEmpty {
            return Self.firstPosition(of: key, in: keys[...])
        }
        let slot = slot(for: key, in: keys)
        return slots[slot] == 0 ? nil : Int(slots[slot]) - 1
    }

    private mutating func enter(_ position: Int, of keys: [String]) -> Int? {
        let slot = slot(for: keys[position], in: keys)
        guard slots[slot] == 0 else { return Int(slots[slot]) - 1 }
        slots[slot] = UInt32(position + 1)
        return nil
    }

    private mutating func rebuild(for keys: [String], count: Int) {
        slots = [UInt32](repeating: 0, count: max(32, slots.count * 4))
        for position in 0..<count {
            slots[slot(for: keys[position], in: keys)] = UInt32(position + 1)
        }
    }

    /// The slot that holds `key`, or else the free one where it belongs.
    private func slot(for key: String, in keys: [String]) -> Int {
        let mask = slots.count - 1
        var slot = Self.hash(key) & mask
        while slots[slot] != 0, !Self.equal(keys[Int(slots[slot]) - 1], key) {
            slot = (slot + 1) & mask
        }
        return slot
    }

    /// The hash of the key's bytes, fed to the hasher eight at a time.
    private static func hash(_ key: String) -> Int {
        var hasher = Hasher()
        var word: UInt64 = 0
        var count = 0
        for byte in key.utf8 {
            word = word << 8 | UInt64(byte)
            count += 1
            if count & 7 == 0 { hasher.combine(word) }
        }
        hasher.combine(word)
        hasher.combine(count)
        return hasher.finalize()
    }

    private static func firstPosition(of key: String, in keys: ArraySlice<String>) -> Int? {
        keys.firstIndex { equal($0, key) }
    }

    private static func equal(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }
}
