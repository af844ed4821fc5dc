/// Finds the position of a string in an array of distinct strings, comparing UTF-8 byte by byte.
///
/// A hash table of positions with linear probing. Swift seeds its hash anew in every process, so nobody can write a file
/// whose keys all collide. Up to `linearLimit` keys are searched one by one, which is as fast and takes no table.
struct KeyIndex: Sendable {
    private static let linearLimit = 8

    /// One entered key: the lower half of its hash, and its position plus one, so that 0 marks a free slot.
    ///
    /// The hash spares looking at most of the keys that share a slot, and hashing them again when the table grows.
    private struct Slot {
        var hash: UInt32 = 0
        var position: UInt32 = 0
    }

    /// The count is a power of two, at least twice the number of keys.
    private var slots: [Slot] = []

    /// Enters `keys[position]`, after all positions before it.
    ///
    /// - Returns: The position of an equal key that was entered before; then nothing is changed.
    mutating func insert(_ position: Int, of keys: [String]) -> Int? {
        if position < Self.linearLimit {
            return Self.firstPosition(of: keys[position], in: keys[..<position])
        }
        if slots.isEmpty {
            slots = [Slot](repeating: Slot(), count: 4 * Self.linearLimit)
            for earlier in 0..<position { _ = enter(earlier, of: keys) }
        } else if (position + 1) * 2 > slots.count {
            grow()
        }
        return enter(position, of: keys)
    }

    /// Where `key` stands in `keys`, which must be the array that this index was built for.
    func position(of key: String, in keys: [String]) -> Int? {
        if slots.isEmpty {
            return Self.firstPosition(of: key, in: keys[...])
        }
        let slot = slots[slot(for: key, hash: Self.hash(key), in: keys)]
        return slot.position == 0 ? nil : Int(slot.position) - 1
    }

    private mutating func enter(_ position: Int, of keys: [String]) -> Int? {
        let hash = Self.hash(keys[position])
        let slot = slot(for: keys[position], hash: hash, in: keys)
        guard slots[slot].position == 0 else { return Int(slots[slot].position) - 1 }
        slots[slot] = Slot(hash: hash, position: UInt32(position + 1))
        return nil
    }

    /// The slot that holds `key`, or else the free one where it belongs.
    private func slot(for key: String, hash: UInt32, in keys: [String]) -> Int {
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot].position != 0 {
            if slots[slot].hash == hash, Self.equal(keys[Int(slots[slot].position) - 1], key) { break }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow() {
        let mask = slots.count * 4 - 1
        var grown = [Slot](repeating: Slot(), count: mask + 1)
        for entry in slots where entry.position != 0 {
            var slot = Int(entry.hash) & mask
            while grown[slot].position != 0 { slot = (slot + 1) & mask }
            grown[slot] = entry
        }
        slots = grown
    }

    /// A hash of the key's bytes, which are fed to the hasher eight at a time.
    private static func hash(_ key: String) -> UInt32 {
        var hasher = Hasher()
        let bytes = key.utf8Span.span
        var word: UInt64 = 0
        for offset in bytes.indices {
            word = word << 8 | UInt64(bytes[offset])
            if offset & 7 == 7 { hasher.combine(word) }
        }
        hasher.combine(word)
        hasher.combine(bytes.count)
        return UInt32(truncatingIfNeeded: hasher.finalize())
    }

    private static func firstPosition(of key: String, in keys: ArraySlice<String>) -> Int? {
        keys.firstIndex { equal($0, key) }
    }

    private static func equal(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }
}
