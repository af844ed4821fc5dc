extension GGUFWriter.Value {
    /// A value that was read from another file, in the widths that llama.cpp writes: 32 bits, and 64 where a number needs them.
    package init(_ value: MetadataValue) {
        self =
            switch value {
            case .bool(let value): .bool(value)
            case .integer(let value): Int32(exactly: value).map { .int32($0) } ?? .int64(value)
            case .unsigned(let value): UInt32(exactly: value).map { .uint32($0) } ?? .uint64(value)
            case .float(let value): .float32(Float(value))
            case .string(let value): .string(value)
            case .bools(let values): .array(.bool, values.map { .bool($0) })
            case .integers(let values):
                values.allSatisfy { Int32(exactly: $0) != nil }
                    ? .array(.int32, values.map { .int32(Int32($0)) }) : .array(.int64, values.map { .int64(Int64($0)) })
            case .floats(let values): .array(.float32, values.map { .float32($0) })
            case .doubles(let values): .array(.float64, values.map { .float64($0) })
            case .strings(let values): .array(.string, values.map { .string($0) })
            case .arrays(let values): .array(.array, values.map { GGUFWriter.Value($0) })
            }
    }
}
