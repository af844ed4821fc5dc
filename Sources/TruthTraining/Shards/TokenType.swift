/// How a token id is stored: 2 or 4 bytes, the lowest first.
package enum TokenType: String, Sendable, Hashable, Codable {
    case u16, u32

    /// The smallest that all ids of a vocabulary fit in.
    package init(vocabularySize: Int) {
        self = vocabularySize <= 1 << 16 ? .u16 : .u32
    }

    package var byteCount: Int { self == .u16 ? 2 : 4 }

    func append(_ ids: [Int], to bytes: inout [UInt8]) {
        for id in ids {
            for shift in 0..<byteCount { bytes.append(UInt8(truncatingIfNeeded: id >> (8 * shift))) }
        }
    }
}
