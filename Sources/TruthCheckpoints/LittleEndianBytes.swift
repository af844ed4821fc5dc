/// A file that is being written, little endian.
package struct LittleEndianBytes {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func append<Value: FixedWidthInteger>(_ value: Value) {
        for shift in stride(from: 0, to: Value.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> Value(shift)))
        }
    }

    package mutating func append(contentsOf more: [UInt8]) {
        bytes += more
    }

    /// Appends the text's length in 8 bytes, then its UTF-8.
    package mutating func append(text: String) {
        append(UInt64(text.utf8.count))
        bytes += text.utf8
    }

    /// Appends zeros up to a multiple of `alignment`.
    package mutating func pad(to alignment: Int, with byte: UInt8 = 0) {
        while bytes.count % alignment != 0 { bytes.append(byte) }
    }
}
