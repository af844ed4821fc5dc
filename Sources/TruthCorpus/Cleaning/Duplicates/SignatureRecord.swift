/// A band key with the document that it came from: 12 bytes in a file.
package struct SignatureRecord: Hashable, Comparable, Sendable {
    package var key: UInt64
    package var document: UInt32

    package init(key: UInt64, document: UInt32) {
        self.key = key
        self.document = document
    }

    package static func < (a: SignatureRecord, b: SignatureRecord) -> Bool { (a.key, a.document) < (b.key, b.document) }

    static let byteCount = 12

    /// Appends the record's bytes, little-endian.
    func write(to bytes: inout [UInt8]) {
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: key >> UInt64(8 * shift))) }
        for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: document >> UInt32(8 * shift))) }
    }

    /// The record whose bytes begin at `offset`.
    init(_ bytes: Span<UInt8>, at offset: Int) {
        key = bytes.word(at: offset)
        // The four bytes of the document are the upper half of the word that ends with them.
        document = UInt32(truncatingIfNeeded: bytes.word(at: offset + 4) >> 32)
    }
}
