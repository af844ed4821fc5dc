import GRDB

extension EvidenceStore {
    /// What the corpus consists of: by source, by language, by year.
    public func summary() throws -> CorpusSummary {
        let statistics = try statistics()
        return try translatingErrors {
            try database.read { database in
                let languages = try Row.fetchAll(
                    database, sql: "SELECT language, count(*) AS documents FROM documents GROUP BY language ORDER BY documents DESC, language")
                let years = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT CAST(strftime('%Y', created, 'unixepoch') AS INTEGER) AS year, count(*) AS documents
                        FROM documents GROUP BY year ORDER BY year IS NULL, year
                        """)
                return CorpusSummary(
                    documents: statistics.documents, passages: statistics.passages,
                    authors: try Int.fetchOne(database, sql: "SELECT count(DISTINCT author) FROM documents") ?? 0,
                    bytes: statistics.bytes, sources: statistics.sources.sorted { ($1.documents, $0.name) < ($0.documents, $1.name) },
                    languages: languages.map { .init(code: $0["language"], documents: $0["documents"]) },
                    years: years.map { .init(year: $0["year"], documents: $0["documents"]) })
            }
        }
    }
}
