/// Numbers for byte strings, in the order in which they come.
struct TermTable {
    private(set) var bytes: [UInt8] = []
    /// Where each begins in `bytes`, and where the last ends.
    private(set) var starts: [Int] = [0]
    private var slots: [Int32]

    init() {
        slots = Array(repeating: -1, count: 1024)
    }

    var count: Int { starts.count - 1 }

    func range(_ number: Int) -> Range<Int> { starts[number]..<starts[number + 1] }

    func term(_ number: Int) -> ArraySlice<UInt8> { bytes[range(number)] }

    /// The number of `term`, which is a new one when it wasn't known.
    mutating func number(of term: [UInt8]) -> Int {
        var slot = Int(truncatingIfNeeded: Self.hash(term)) & (slots.count - 1)
        while case let known = Int(slots[slot]), known >= 0 {
            if isEqual(known, term) { return known }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(count)
        bytes += term
        starts.append(bytes.count)
        if count * 2 > slots.count { grow() }
        return count - 1
    }

    static func hash(_ term: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in term { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash ^ hash >> 29
    }

    private func isEqual(_ number: Int, _ term: [UInt8]) -> Bool {
        let start = starts[number]
        guard starts[number + 1] - start == term.count else { return false }
        for index in 0..<term.count where bytes[start + index] != term[index] { return false }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 4)
        for number in 0..<count {
            var slot = Int(truncatingIfNeeded: Self.hash(term(number))) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
        }
    }
}
