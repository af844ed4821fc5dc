/// How documents are read.
public struct ReadingOptions: Sendable, Hashable {
    /// Replaces the source that a file or folder would give itself.
    public var source: String?
    /// The format of every file; `nil` tells it from the names.
    public var format: DocumentFormat?
    public var columns: Columns
    /// The longest record (a line, an entry, a whole text file), in bytes. A longer one is set aside, so that memory stays bounded.
    public var maximumRecordBytes: Int

    /// The fields of JSON Lines that hold what a document needs. `nil` stands for the usual names.
    public struct Columns: Sendable, Hashable {
        public var text: String?
        public var author: String?
        public var date: String?
        public var url: String?
        public var id: String?

        public init(text: String? = nil, author: String? = nil, date: String? = nil, url: String? = nil, id: String? = nil) {
            self.text = text
            self.author = author
            self.date = date
            self.url = url
            self.id = id
        }
    }

    public init(
        source: String? = nil, format: DocumentFormat? = nil, columns: Columns = Columns(), maximumRecordBytes: Int = 64 << 20
    ) {
        precondition(maximumRecordBytes > 0, "maximumRecordBytes: \(maximumRecordBytes)")
        self.source = source
        self.format = format
        self.columns = columns
        self.maximumRecordBytes = maximumRecordBytes
    }
}
