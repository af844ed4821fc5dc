/// Where each token begins in the text that tokens spell, in code points.
struct TokenOffsets: Sendable {
    /// How many characters have begun so far.
    private var begun = 0

    /// The place of the next token: that of its first character, even if an earlier token holds part of it.
    mutating func next(_ bytes: [UInt8]) -> Int {
        let isContinued = bytes.first.map { $0 & 0xC0 == 0x80 } ?? false
        defer { begun += bytes.count { $0 & 0xC0 != 0x80 } }
        return isContinued ? max(begun - 1, 0) : begun
    }
}
