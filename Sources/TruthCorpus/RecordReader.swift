/// Reads one file of one format, record by record.
protocol RecordReader {
    /// The next record, or `nil` at the end. A failure of the file itself is a rejected record, and the last.
    mutating func next() -> ReadRecord?

    /// How much of the file has been taken in, in bytes as stored.
    var storedBytesRead: Int { get }
}

/// What one record of a file turns out to be.
enum ReadOutcome {
    case document(Document)
    case leftOut(LeftOut)
    case fault(RecordFault)
}
