/// What the corpus consists of, counted in documents.
public struct CorpusSummary: Sendable, Hashable, Codable {
    public var documents: Int
    public var passages: Int
    /// How many different authors are named.
    public var authors: Int
    /// The size of the database file, in bytes.
    public var bytes: Int
    /// The largest first.
    public var sources: [EvidenceStatistics.Source]
    /// By language as a code of ISO 639, the most frequent first; `nil` where it isn't known.
    public var languages: [Language]
    /// By the year of their date, the earliest first; `nil`, which comes last, where there is no date.
    public var years: [Year]

    public struct Language: Sendable, Hashable, Codable {
        public var code: String?
        public var documents: Int

        public init(code: String?, documents: Int) {
            self.code = code
            self.documents = documents
        }
    }

    public struct Year: Sendable, Hashable, Codable {
        public var year: Int?
        public var documents: Int

        public init(year: Int?, documents: Int) {
            self.year = year
            self.documents = documents
        }
    }

    public init(
        documents: Int, passages: Int, authors: Int, bytes: Int, sources: [EvidenceStatistics.Source], languages: [Language], years: [Year]
    ) {
        self.documents = documents
        self.passages = passages
        self.authors = authors
        self.bytes = bytes
        self.sources = sources
        self.languages = languages
        self.years = years
    }
}
