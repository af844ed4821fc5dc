/// Files that belong together: a folder's, or an archive's.
protocol InputCollection {
    /// What messages call it.
    var place: String { get }
    func names() throws -> [String]
    /// Goes through the files from the start; may be asked for again.
    func cursor() throws -> any InputCursor
}

/// Goes through a collection. A file must be read before the next one is asked for.
protocol InputCursor {
    mutating func next() throws -> InputItem?
    var storedBytesRead: Int { get }
}

enum InputItem {
    case file(InputFile)
    /// A member of an archive that isn't touched.
    case rejected(RejectedRecord)
}
