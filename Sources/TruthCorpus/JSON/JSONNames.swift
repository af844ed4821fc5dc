/// Names of an object's members that are looked for, prepared for quick comparison.
struct JSONNames: Sendable {
    private let names: [[UInt8]]
    /// The first eight bytes of each name as a number, and its length: most keys are told apart by them alone.
    private let marks: [SIMD2<UInt64>]

    init(_ names: [String]) {
        self.names = names.map { Array($0.utf8) }
        marks = self.names.map { SIMD2($0.span.partialWord(at: 0), UInt64($0.count)) }
    }

    var count: Int { names.count }

    /// Which of the names a key is, escapes undone where it has some.
    func index(of key: Range<Int>, in bytes: [UInt8]) -> Int? {
        let span = bytes.span.extracting(key)
        let mark = SIMD2(span.partialWord(at: 0), UInt64(span.count))
        if mark.y > 0 {
            for index in marks.indices where marks[index] == mark && (mark.y <= 8 || names[index].elementsEqual(bytes[key])) { return index }
        }
        guard span.place(of: UInt8(ascii: "\\"), from: 0) < span.count else { return nil }
        let plain = Array(JSONText.unescaped(bytes, key).utf8)
        return names.firstIndex { $0 == plain && !$0.isEmpty }
    }
}
