/// How documents are read.
public struct ReadingOptions: Sendable, Hashable {
    /// Replaces the source that a file, a folder or a service would give itself.
    public var source: String?
    /// The format of every file; `nil` tells it from the names, and where those don't say, from the contents.
    public var format: DocumentFormat?
    public var columns: Columns
    /// Keeps what an account passed on from others, with the other as its author. Left out otherwise: it is not the account's claim.
    public var keepsReposts = false
    /// Keeps Mastodon posts that everybody may see but that appear in no public timeline.
    public var keepsUnlisted = false
    /// The longest record (a line, an entry, an element of a JSON array, a whole text file), in bytes. A longer one is set aside, so that
    /// memory stays bounded.
    public var maximumRecordBytes: Int
    /// How many archives may lie in one another.
    public var maximumNesting = 4
    /// How many times its size a file may unpack to, all layers together; the first 64 MiB are free.
    public var maximumUnpackingRatio = 250
    /// How much a file may unpack to, in bytes, all layers together.
    public var maximumUnpackedBytes = 1 << 40
    /// How long `pdftotext` may work on one file, in seconds.
    public var maximumPDFSeconds = 120

    /// The fields of JSON objects, or the columns of a table, that hold what a document needs. `nil` stands for the usual names.
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
