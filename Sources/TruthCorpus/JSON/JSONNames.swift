/// Names of an object's members that are looked for, prepared for quick comparison.
struct JSONNames: Sendable {
    private let names: [[UInt8]]

    init(_ names: [String]) { self.names = names.map { Array($0.utf8) } }

    var count: Int { names.count }

    /// Which of the names a key is, escapes undone where it has some.
    func index(of key: Range<Int>, in bytes: [UInt8]) -> Int? {
        for (index, name) in names.enumerated() where name.count == key.count && !name.isEmpty {
            var offset = 0
            while offset < name.count, name[offset] == bytes[key.lowerBound + offset] { offset += 1 }
            if offset == name.count { return index }
        }
        guard bytes[key].contains(UInt8(ascii: "\\")) else { return nil }
        let plain = Array(JSONText.unescaped(bytes, key).utf8)
        return names.firstIndex { $0 == plain && !$0.isEmpty }
    }
}
