import GRDB

/// Which documents are to be forgotten.
public enum ForgetSelection: Sendable, Hashable {
    /// Everything by this author, written exactly so.
    case author(String)
    case identities([String])
    case source(String)
    /// Every document of which one passage holds all these words (without stop words, in any form of the word).
    case query(String)

    /// The numbers of the documents.
    ///
    /// - Throws: `EvidenceError.nothingSelected` for a query without words.
    func documents(in database: Database) throws -> [Int64] {
        switch self {
        case .author(let author):
            return try Int64.fetchAll(database, sql: "SELECT id FROM documents WHERE author = ? ORDER BY id", arguments: [author])
        case .source(let source):
            return try Int64.fetchAll(database, sql: "SELECT id FROM documents WHERE source = ? ORDER BY id", arguments: [source])
        case .identities(let identities):
            let find = try database.makeStatement(sql: "SELECT id FROM documents WHERE identity = ?")
            return try Set(identities).compactMap { try Int64.fetchOne(find, arguments: [$0]) }.sorted()
        case .query(let text):
            let query = SearchQuery(text)
            guard !query.isEmpty else { throw EvidenceError.nothingSelected(query: text) }
            return try Int64.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT document FROM passages
                    WHERE id IN (SELECT rowid FROM passage_index WHERE passage_index MATCH ?) ORDER BY document
                    """,
                arguments: [query.words.map(SearchQuery.quoted).joined(separator: " AND ")])
        }
    }
}
