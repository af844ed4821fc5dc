/// 64 bits that are the same for passages that say the same: their words, whatever the case, punctuation, web addresses and, in a
/// retweet, the `RT @name` before it.
struct ContentHash {
    private var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    private var addresses: UInt64 = 0
    private var tokenCount = 0
    private var isAfterRetweet = false

    /// The hash, or `nil` when there was no token.
    var value: UInt64? {
        if tokenCount > 0 { return hash }
        return addresses == 0 ? nil : hash ^ addresses
    }

    mutating func add(_ token: TextToken, _ term: [UInt8]) {
        if token.kind == .address {
            addresses = addresses &* 31 &+ TermTable.hash(term)
            return
        }
        if tokenCount == 0, term == Self.retweet, token.kind == .word {
            isAfterRetweet = true
            return
        }
        defer { isAfterRetweet = false }
        if isAfterRetweet, term.first == UInt8(ascii: "@") { return }
        hash = (hash ^ TermTable.hash(term)) &* 0x9E37_79B9_7F4A_7C15
        hash = hash << 27 | hash >> 37
        tokenCount += 1
    }

    /// Marks the end of the title.
    mutating func divide() {
        hash = (hash ^ 0x5A) &* 0x9E37_79B9_7F4A_7C15
    }

    private static let retweet = Array("rt".utf8)
}
