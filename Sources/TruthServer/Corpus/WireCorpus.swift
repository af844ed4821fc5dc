import TruthEvidence

/// The corpus as `GET /v1/corpus` shows it.
struct WireCorpus: Encodable, Sendable {
    struct Language: Encodable, Sendable {
        var code: Nullable<String>
        var documents: Int
    }

    struct Year: Encodable, Sendable {
        var year: Nullable<Int>
        var documents: Int
    }

    var documents: Int
    var passages: Int
    var authors: Int
    var bytes: Int
    var sources: [EvidenceStatistics.Source]
    var languages: [Language]
    var years: [Year]
    /// Whether `/v1/corpus/report` has a page to show.
    var hasReport: Bool
    /// The largest file that may be sent, in bytes.
    var uploadLimit: Int
    /// By what else `/v1/search` can be asked than words: the names of its parameters.
    var searchFilters: [String]

    init(_ summary: CorpusSummary, hasReport: Bool, uploadLimit: Int) {
        documents = summary.documents
        passages = summary.passages
        authors = summary.authors
        bytes = summary.bytes
        sources = summary.sources
        languages = summary.languages.map { Language(code: .init($0.code), documents: $0.documents) }
        years = summary.years.map { Year(year: .init($0.year), documents: $0.documents) }
        self.hasReport = hasReport
        self.uploadLimit = uploadLimit
        searchFilters = SearchFilters.names
    }
}
