/// Remembers short words of few tokens, which most words of a text are: one place for each, in which the newest word stays.
///
/// What a look-up needs lies in 40 bytes side by side.
struct ShortWordCache {
    private static let slotBits: UInt64 = 15
    private static let mostTokens = 4

    private struct Entry {
        var low: UInt64 = 0
        var high: UInt64 = 0
        var first: UInt32 = 0
        var second: UInt32 = 0
        var third: UInt32 = 0
        var fourth: UInt32 = 0
        /// 0 if the place is empty.
        var byteCount: UInt8 = 0
        var tokenCount: UInt8 = 0
    }

    private var entries = [Entry](repeating: Entry(), count: 1 << slotBits)

    /// Appends the tokens of `word` to `ids`, if they are known.
    @inline(__always)
    func append(_ word: ShortWord, to ids: inout [Int]) -> Bool {
        let entry = entries[Self.place(of: word)]
        guard entry.low == word.low, entry.high == word.high, Int(entry.byteCount) == word.byteCount else { return false }
        if entry.tokenCount > 0 { ids.append(Int(entry.first)) }
        if entry.tokenCount > 1 { ids.append(Int(entry.second)) }
        if entry.tokenCount > 2 { ids.append(Int(entry.third)) }
        if entry.tokenCount > 3 { ids.append(Int(entry.fourth)) }
        return true
    }

    /// Remembers `tokens`, the tokens of `word`, if there are few enough.
    ///
    /// - Precondition: The word isn't empty.
    mutating func insert(_ word: ShortWord, tokens: ArraySlice<Int>) {
        guard tokens.count <= Self.mostTokens else { return }
        var entry = Entry(low: word.low, high: word.high, byteCount: UInt8(word.byteCount), tokenCount: UInt8(tokens.count))
        let start = tokens.startIndex
        if tokens.count > 0 { entry.first = UInt32(tokens[start]) }
        if tokens.count > 1 { entry.second = UInt32(tokens[start + 1]) }
        if tokens.count > 2 { entry.third = UInt32(tokens[start + 2]) }
        if tokens.count > 3 { entry.fourth = UInt32(tokens[start + 3]) }
        entries[Self.place(of: word)] = entry
    }

    @inline(__always)
    private static func place(of word: ShortWord) -> Int { Int(truncatingIfNeeded: word.hash >> (64 - slotBits)) }
}
