extension Span where Element == UInt8 {
    /// Eight bytes from `offset` as one number, the first lowest.
    ///
    /// - Precondition: They are inside.
    @inlinable
    @inline(__always)
    package func eightBytes(at offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset + 8 <= count, "eightBytes: at \(offset) of \(count)")
        // The bounds were just checked, and any eight bytes are a number.
        return unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}
