/// What is wrong with one record.
struct RecordFault: Error {
    /// Of the first byte at fault, from the start of the record.
    var offset: Int
    var reason: String

    init(offset: Int = 0, reason: String) {
        self.offset = offset
        self.reason = reason
    }
}
