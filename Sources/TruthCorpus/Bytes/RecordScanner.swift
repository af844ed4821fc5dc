/// Finds where a record ends. It sees the bytes piece by piece, and remembers what it must.
protocol RecordScanner {
    /// How many of these bytes belong to the record, if it ends in them; else `nil`, and they all do.
    mutating func end(in bytes: Span<UInt8>) -> Int?
}
