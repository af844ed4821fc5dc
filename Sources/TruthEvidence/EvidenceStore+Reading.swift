import Foundation
import GRDB
public import TruthCorpus

extension EvidenceStore {
    /// The document of that identity, or `nil`.
    public func document(identity: String) throws -> Document? {
        try documents(where: "identity = ?", [identity], limit: 1, offset: 0).first
    }

    /// The documents in the order of their identities: `limit` of them after the first `offset`, of one source or of all.
    public func documents(source: String? = nil, limit: Int, offset: Int = 0) throws -> [Document] {
        try documents(where: source == nil ? "1" : "source = ?", source.map { [$0] } ?? [], limit: limit, offset: offset)
    }

    /// The documents in the order of their identities: `limit` of those behind `identity`, or the first.
    ///
    /// For walking through the whole store: each call takes the same time, however far the walk has come.
    public func documents(after identity: String?, limit: Int) throws -> [Document] {
        try documents(where: identity == nil ? "1" : "identity > ?", identity.map { [$0] } ?? [], limit: limit, offset: 0)
    }

    /// The passages of a document in their order; none when it is unknown.
    public func passages(ofDocument identity: String) throws -> [Passage] {
        try translatingErrors {
            try database.read { database in
                try Passage.fetch(database, where: "documents.identity = ? ORDER BY passages.ordinal", [identity])
            }
        }
    }

    /// What the store holds.
    public func statistics() throws -> EvidenceStatistics {
        try translatingErrors {
            try database.read { database in
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT source, licence, count(*) AS documents FROM documents GROUP BY source, licence ORDER BY source, licence
                        """)
                var sources: [EvidenceStatistics.Source] = []
                for row in rows {
                    let name: String = row["source"]
                    if sources.last?.name != name { sources.append(EvidenceStatistics.Source(name: name, documents: 0, licences: [])) }
                    sources[sources.count - 1].documents += row["documents"] as Int
                    if let licence = row["licence"] as String? { sources[sources.count - 1].licences.append(licence) }
                }
                return EvidenceStatistics(
                    documents: sources.reduce(0) { $0 + $1.documents },
                    passages: try Int.fetchOne(database, sql: "SELECT count(*) FROM passages") ?? 0,
                    sources: sources,
                    bytes: try Int.fetchOne(
                        database, sql: "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size") ?? 0,
                    schemaVersion: try EvidenceSchema.migrator.appliedIdentifiers(database).max() ?? "none")
            }
        }
    }

    private func documents(where condition: String, _ arguments: StatementArguments, limit: Int, offset: Int) throws -> [Document] {
        precondition(limit >= 0 && offset >= 0, "documents: limit \(limit), offset \(offset)")
        return try translatingErrors {
            try database.read { database in
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT *, (SELECT group_concat(text, '') FROM (SELECT text FROM passages WHERE document = documents.id ORDER BY ordinal)) AS text
                        FROM documents WHERE \(condition) ORDER BY identity LIMIT ? OFFSET ?
                        """,
                    arguments: arguments + [limit, offset])
                return rows.map(Document.init(row:))
            }
        }
    }
}

extension Document {
    fileprivate init(row: Row) {
        self.init(
            identity: row["identity"], title: row["title"], aliases: aliasList(row), text: row["text"], source: row["source"],
            author: row["author"], created: creation(row), url: row["url"], licence: row["licence"], language: row["language"], replyTo: row["reply_to"],
            rawHash: row["raw_hash"])
    }
}

extension Passage {
    /// The passages that meet `condition`, which may end in an order.
    static func fetch(_ database: Database, where condition: String, _ arguments: StatementArguments) throws -> [Passage] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT passages.id AS id, passages.text AS text, documents.identity AS identity, documents.title AS title,
                    documents.aliases AS aliases, documents.source AS source, documents.author AS author,
                    documents.created AS created, documents.url AS url, documents.licence AS licence, documents.language AS language,
                    (SELECT coalesce(sum(length(earlier.text)), 0) FROM passages AS earlier
                        WHERE earlier.document = passages.document AND earlier.ordinal < passages.ordinal) AS start,
                    (SELECT substr(parent.text, 1, 300) FROM passages AS parent JOIN documents AS replied ON replied.id = parent.document
                        WHERE replied.identity = documents.reply_to AND parent.ordinal = 0) AS context
                FROM passages JOIN documents ON documents.id = passages.document WHERE \(condition)
                """)
        return try Row.fetchAll(statement, arguments: arguments).map(Passage.init(row:))
    }

    private init(row: Row) {
        let whole: String = row["text"]
        // Most have none at their ends, and looking for it costs more than reading the row.
        let hasSpace = [whole.unicodeScalars.first, whole.unicodeScalars.last].contains { $0.map(CharacterSet.whitespacesAndNewlines.contains) ?? false }
        let text = hasSpace ? whole.trimmingCharacters(in: .whitespacesAndNewlines) : whole
        let indent = hasSpace ? whole.unicodeScalars.prefix { CharacterSet.whitespacesAndNewlines.contains($0) }.count : 0
        let start = row["start"] as Int + indent
        self.init(
            id: row["id"], document: row["identity"], title: row["title"], aliases: aliasList(row), text: text, source: row["source"],
            author: row["author"], created: creation(row), url: row["url"], licence: row["licence"], language: row["language"],
            span: start..<start + text.unicodeScalars.count, context: row["context"])
    }
}

private func aliasList(_ row: Row) -> [String] {
    (row["aliases"] as String).split(separator: "\n").map(String.init)
}

private func creation(_ row: Row) -> Date? {
    (row["created"] as Double?).map(Date.init(timeIntervalSince1970:))
}
