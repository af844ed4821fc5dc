import Foundation
import GRDB
public import TruthCorpus

extension EvidenceStore {
    /// Adds what `records` yields, batch by batch.
    ///
    /// Each batch is one transaction: when the program is killed, whole batches are in the store and nothing else. A document whose
    /// identity is known replaces the older one if anything in it changed, so that adding the same records again changes nothing.
    /// What was forgotten stays forgotten.
    ///
    /// - Parameters:
    ///   - records: A `DocumentReader`, for instance.
    ///   - cleaning: Changes or leaves out documents before they are stored.
    ///   - progress: Is called after each batch, when it is safely stored, with the counts so far. What it throws ends the adding.
    ///   - rejected: Is told of each record that was set aside.
    /// - Returns: The counts.
    /// - Throws: `EvidenceError`; batches reported before stay.
    @discardableResult
    public func add(
        _ records: some Sequence<ReadRecord>, cleaning: DocumentCleaning = { .kept($0) }, progress: (AddReport) throws -> Void = { _ in },
        rejected: (RejectedRecord) throws -> Void = { _ in }
    ) throws -> AddReport {
        try add(records, ticket: nil, cleaning: cleaning, beforeCommit: {}, progress: progress, rejected: rejected)
    }

    /// Adds `documents`, as above.
    @discardableResult
    public func add(
        documents: some Sequence<Document>, progress: (AddReport) throws -> Void = { _ in },
        rejected: (RejectedRecord) throws -> Void = { _ in }
    ) throws -> AddReport {
        try add(documents.lazy.map(ReadRecord.document), progress: progress, rejected: rejected)
    }

    /// Adds `records` as above, and keeps account of how far the import that `ticket` names has come.
    ///
    /// - Parameter beforeCommit: Makes durable what belongs to the batch and lies elsewhere; called before each batch is stored.
    func add(
        _ records: some Sequence<ReadRecord>, ticket: ImportTicket?, cleaning: DocumentCleaning, beforeCommit: () throws -> Void,
        progress: (AddReport) throws -> Void, rejected: (RejectedRecord) throws -> Void
    ) throws -> AddReport {
        var report = AddReport()
        var batch = DocumentBatch()
        for record in records {
            let isNew = batch.recordsBefore + batch.records >= ticket?.recordsDone ?? 0
            batch.records += 1
            switch record {
            case .rejected(let record):
                if record.record == nil { batch.hasUnreadFile = true }
                guard isNew else { break }
                report.rejected += 1
                try rejected(record)
            case .document(let document):
                // Cleaning sees every document, because it may compare each with those before.
                let cleaned = try cleaning(document)
                if isNew { try take(cleaned, into: &batch, report: &report, rejected: rejected) }
            }
            if !isNew { report.passedOver += 1 }
            if batch.isFull {
                try beforeCommit()
                try store(&batch, ticket: ticket, isLast: false, in: &report)
                try progress(report)
            }
        }
        try beforeCommit()
        try store(&batch, ticket: ticket, isLast: true, in: &report)
        try progress(report)
        return report
    }

    private func take(
        _ cleaned: CleanedDocument, into batch: inout DocumentBatch, report: inout AddReport, rejected: (RejectedRecord) throws -> Void
    ) throws {
        switch cleaned {
        case .removed(let step, _): report.removed[step, default: 0] += 1
        case .kept(let document):
            if let reason = Self.fault(in: document) {
                report.rejected += 1
                try rejected(RejectedRecord(file: document.identity, reason: reason))
            } else {
                batch.append(document)
            }
        }
    }

    private static func fault(in document: Document) -> String? {
        if document.identity.isEmpty || document.source.isEmpty { return "the document has no identity or no source" }
        if document.text.allSatisfy(\.isWhitespace) { return "the document has no text" }
        let fields = [document.identity, document.title, document.text, document.source, document.author, document.url, document.licence]
        // SQLite would end the text there.
        if (fields.compactMap { $0 } + document.aliases).contains(where: { $0.utf8.contains(0) }) { return "the document contains a NUL character" }
        return nil
    }

    private func store(_ batch: inout DocumentBatch, ticket: ImportTicket?, isLast: Bool, in report: inout AddReport) throws {
        let before = report
        let closed = batch
        if !closed.documents.isEmpty || ticket != nil {
            report = try translatingErrors {
                try database.write { database in
                    var counts = before
                    let marks = try ForgottenMarks(in: database, keyring: keyring)
                    let writer = try DocumentWriter(database, marks: marks)
                    for document in closed.documents { try writer.store(document, counts: &counts) }
                    // A file that couldn't be read may be readable next time, although it looks the same: then all is read again.
                    let isComplete = isLast && !closed.hasUnreadFile
                    let records = isLast && !isComplete ? 0 : max(closed.recordsAfter, ticket?.recordsDone ?? 0)
                    try ticket?.save(records: records, rejected: counts.rejected, isFinished: isComplete, in: database)
                    return counts
                }
            }
        }
        batch = closed.next
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
