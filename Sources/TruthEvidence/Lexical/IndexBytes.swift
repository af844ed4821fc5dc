import TruthTensors

/// The bytes of an index: a mapped file, or memory for what is newer than the file.
enum IndexBytes: Sendable {
    case mapped(MappedFile)
    case memory([UInt8])

    func withBytes<Result, Failure: Error>(_ body: (RawSpan) throws(Failure) -> Result) throws(Failure) -> Result {
        switch self {
        case .mapped(let file): try file.withBytes(body)
        case .memory(let bytes): try body(unsafe bytes.span.bytes)
        }
    }
}

extension RawSpan {
    /// Element `index` of an array of little-endian integers or floats that begins at `offset`; the span traps on what is outside of it.
    @inline(__always)
    func element<Value: BitwiseCopyable>(_ index: Int, at offset: Int, as type: Value.Type = Value.self) -> Value {
        // Every bit pattern is an integer or a float, and the span checks its bounds.
        unsafe unsafeLoadUnaligned(fromByteOffset: offset + index * MemoryLayout<Value>.size, as: Value.self)
    }
}
