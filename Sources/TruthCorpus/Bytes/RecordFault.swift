/// What is wrong with one record.
package struct RecordFault: Error {
    /// Of the first byte at fault, from the start of the record.
    package var offset: Int
    package var reason: String

    init(offset: Int = 0, reason: String) {
        self.offset = offset
        self.reason = reason
    }
}
