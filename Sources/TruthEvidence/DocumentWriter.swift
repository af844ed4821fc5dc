import Foundation
import GRDB
import TruthCorpus

/// Writes documents into the tables and the index, within one transaction, with its statements prepared once.
struct DocumentWriter {
    private let database: Database
    private let marks: ForgottenMarks?
    private let find: Statement
    private let insertion: Statement
    private let replacement: Statement
    private let passage: Statement
    private let words: Statement
    private let name: Statement

    /// - Parameter marks: What was forgotten and must not come back; `nil` when nothing was.
    init(_ database: Database, marks: ForgottenMarks?) throws {
        self.database = database
        self.marks = marks
        find = try database.cachedStatement(sql: "SELECT id, content_hash FROM documents WHERE identity = ?")
        insertion = try database.cachedStatement(
            sql: """
                INSERT INTO documents (
                    title, aliases, source, author, created, url, licence, language, reply_to, raw_hash, content_hash, added, identity)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        replacement = try database.cachedStatement(
            sql: """
                UPDATE documents SET title = ?, aliases = ?, source = ?, author = ?, created = ?, url = ?, licence = ?, language = ?,
                    reply_to = ?, raw_hash = ?, content_hash = ?, added = ?
                WHERE id = ?
                """)
        passage = try database.cachedStatement(sql: "INSERT INTO passages (document, ordinal, text) VALUES (?, ?, ?)")
        words = try database.cachedStatement(sql: "INSERT INTO passage_index (rowid, title, aliases, text) VALUES (?, ?, ?, ?)")
        name = try database.cachedStatement(sql: "INSERT OR IGNORE INTO names (key, document) VALUES (?, ?)")
    }

    /// Adds `document`, replaces the one of its identity if anything changed, or leaves it alone.
    func store(_ document: Document, counts: inout AddReport) throws {
        if let marks, try marks.contain(document) {
            counts.forgotten += 1
            return
        }
        let hash = document.contentHash
        let known = try Row.fetchOne(find, arguments: [document.identity])
        guard let known else {
            try insertion.execute(arguments: Self.arguments(document, hash) + [document.identity])
            try index(document, as: database.lastInsertedRowID)
            counts.added += 1
            return
        }
        if known["content_hash"] as Data == hash, try !isCutOtherwise(document, known["id"]) {
            counts.unchanged += 1
            return
        }
        let id: Int64 = known["id"]
        try EvidenceStore.unindex(document: id, in: database)
        try replacement.execute(arguments: Self.arguments(document, hash) + [id])
        try index(document, as: id)
        counts.updated += 1
    }

    /// Whether a post was stored in pieces, before posts stayed whole.
    private func isCutOtherwise(_ document: Document, _ id: Int64) throws -> Bool {
        guard document.isPost else { return false }
        let pieces = try Int.fetchOne(database.cachedStatement(sql: "SELECT count(*) FROM passages WHERE document = ?"), arguments: [id])
        return pieces ?? 1 > PassageCutter.cut(document).count
    }

    private static func arguments(_ document: Document, _ hash: Data) -> StatementArguments {
        [
            document.title, oneALine(document.aliases), document.source, document.author, document.created?.timeIntervalSince1970,
            document.url, document.licence, document.language, document.replyTo, document.rawHash, hash, Date().timeIntervalSince1970,
        ]
    }

    private static func oneALine(_ aliases: [String]) -> String {
        aliases.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }.joined(separator: "\n")
    }

    private func index(_ document: Document, as id: Int64) throws {
        let aliases = Self.oneALine(document.aliases)
        for (ordinal, text) in PassageCutter.cut(document).enumerated() {
            let text = String(text)
            try passage.execute(arguments: [id, ordinal, text])
            try words.execute(arguments: [database.lastInsertedRowID, document.title, aliases, text])
        }
        // Posts have neither title nor aliases, so that this table stays empty for them.
        for key in ([document.title].compactMap { $0 } + document.aliases).map(NameKey.make) where !key.isEmpty {
            try name.execute(arguments: [key, id])
        }
    }
}
