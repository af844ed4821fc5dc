import Foundation
import GRDB
public import TruthCorpus

extension EvidenceStore {
    /// Documents in one transaction: enough to make its cost small, few enough that a kill loses little.
    private static let batchSize = 256
    /// A batch is also closed when it holds this much text, in bytes.
    private static let batchBytes = 4 << 20

    /// Adds what `records` yields, batch by batch.
    ///
    /// Each batch is one transaction: when the program is killed, whole batches are in the store and nothing else. A document whose
    /// identity is known replaces the older one if anything in it changed, so that adding the same records again changes nothing.
    ///
    /// - Parameters:
    ///   - records: A `DocumentReader`, for instance.
    ///   - progress: Is called after each batch, when it is safely stored, with the counts so far. What it throws ends the adding.
    ///   - rejected: Is told of each record that was set aside.
    /// - Returns: The counts.
    /// - Throws: `EvidenceError`; batches reported before stay.
    @discardableResult
    public func add(
        _ records: some Sequence<ReadRecord>, progress: (AddReport) throws -> Void = { _ in },
        rejected: (RejectedRecord) throws -> Void = { _ in }
    ) throws -> AddReport {
        var report = AddReport()
        var batch: [Document] = []
        var bytes = 0
        for record in records {
            switch record {
            case .rejected(let record):
                report.rejected += 1
                try rejected(record)
            case .document(let document):
                if let reason = Self.fault(in: document) {
                    report.rejected += 1
                    try rejected(RejectedRecord(file: document.identity, reason: reason))
                } else {
                    batch.append(document)
                    bytes += document.text.utf8.count
                }
            }
            if batch.count >= Self.batchSize || bytes >= Self.batchBytes {
                try store(batch, in: &report)
                try progress(report)
                batch = []
                bytes = 0
            }
        }
        if !batch.isEmpty { try store(batch, in: &report) }
        try progress(report)
        return report
    }

    /// Adds `documents`, as above.
    @discardableResult
    public func add(
        documents: some Sequence<Document>, progress: (AddReport) throws -> Void = { _ in },
        rejected: (RejectedRecord) throws -> Void = { _ in }
    ) throws -> AddReport {
        try add(documents.lazy.map(ReadRecord.document), progress: progress, rejected: rejected)
    }

    private static func fault(in document: Document) -> String? {
        if document.identity.isEmpty || document.source.isEmpty { return "the document has no identity or no source" }
        if document.text.allSatisfy(\.isWhitespace) { return "the document has no text" }
        let fields = [document.identity, document.title, document.text, document.source, document.author, document.url, document.licence]
        // SQLite would end the text there.
        if (fields.compactMap { $0 } + document.aliases).contains(where: { $0.utf8.contains(0) }) { return "the document contains a NUL character" }
        return nil
    }

    private func store(_ batch: [Document], in report: inout AddReport) throws {
        let before = report
        report = try translatingErrors {
            try database.write { database in
                var counts = before
                for document in batch { try Self.store(document, in: database, counts: &counts) }
                return counts
            }
        }
    }

    private static func store(_ document: Document, in database: Database, counts: inout AddReport) throws {
        let hash = document.contentHash
        let known = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT id, content_hash FROM documents WHERE identity = ?"), arguments: [document.identity])
        guard let known else {
            try database.cachedStatement(sql: insertion).execute(arguments: arguments(document, hash) + [document.identity])
            try index(document, as: database.lastInsertedRowID, in: database)
            counts.added += 1
            return
        }
        if known["content_hash"] as Data == hash {
            counts.unchanged += 1
            return
        }
        let id: Int64 = known["id"]
        try unindex(document: id, in: database)
        try database.cachedStatement(sql: replacement).execute(arguments: arguments(document, hash) + [id])
        try index(document, as: id, in: database)
        counts.updated += 1
    }

    private static let insertion = """
        INSERT INTO documents (
            title, aliases, source, author, created, url, licence, language, reply_to, raw_hash, content_hash, added, identity)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    private static let replacement = """
        UPDATE documents SET title = ?, aliases = ?, source = ?, author = ?, created = ?, url = ?, licence = ?, language = ?,
            reply_to = ?, raw_hash = ?, content_hash = ?, added = ?
        WHERE id = ?
        """

    private static func arguments(_ document: Document, _ hash: Data) -> StatementArguments {
        [
            document.title, oneALine(document.aliases), document.source, document.author, document.created?.timeIntervalSince1970,
            document.url, document.licence, document.language, document.replyTo, document.rawHash, hash, Date().timeIntervalSince1970,
        ]
    }

    private static func oneALine(_ aliases: [String]) -> String {
        aliases.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }.joined(separator: "\n")
    }

    // MARK: Passages and their index

    private static func index(_ document: Document, as id: Int64, in database: Database) throws {
        let passage = try database.cachedStatement(sql: "INSERT INTO passages (document, ordinal, text) VALUES (?, ?, ?)")
        let words = try database.cachedStatement(sql: "INSERT INTO passage_index (rowid, title, aliases, text) VALUES (?, ?, ?, ?)")
        let aliases = oneALine(document.aliases)
        for (ordinal, text) in PassageCutter.cut(document.text).enumerated() {
            try passage.execute(arguments: [id, ordinal, String(text)])
            try words.execute(arguments: [database.lastInsertedRowID, document.title, aliases, String(text)])
        }
        let name = try database.cachedStatement(sql: "INSERT OR IGNORE INTO names (key, document) VALUES (?, ?)")
        for key in ([document.title].compactMap { $0 } + document.aliases).map(NameKey.make) where !key.isEmpty {
            try name.execute(arguments: [key, id])
        }
    }

    /// Takes a document's words out of the index, which has to be told what they were, then its passages and names.
    static func unindex(document id: Int64, in database: Database) throws {
        let forget = try database.cachedStatement(
            sql: """
                INSERT INTO passage_index (passage_index, rowid, title, aliases, text)
                SELECT 'delete', id, title, aliases, text FROM passage_texts WHERE document = ?
                """)
        try forget.execute(arguments: [id])
        try database.cachedStatement(sql: "DELETE FROM passages WHERE document = ?").execute(arguments: [id])
        try database.cachedStatement(sql: "DELETE FROM names WHERE document = ?").execute(arguments: [id])
    }
}
