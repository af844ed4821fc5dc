import Foundation
import GRDB
import TruthCorpus

/// The forgetting of documents, in stages that an interruption can't mix up.
///
/// 1. One transaction takes the documents out of the tables, rebuilds the index (FTS5 keeps deleted words in its older segments until
///    then), writes the marks, clears the imports, and notes the identities for the files beside the store. From here on it is decided.
/// 2. Every artefact forgets.
/// 3. The identities go; the file is written anew without its free pages, and the write-ahead log is emptied.
///
/// Whatever opens the store after an interruption goes on from the stage that was reached.
struct Forgetting {
    let database: any DatabaseWriter
    /// Where the store is.
    let path: String
    let keyring: ForgetKeyring
    let artifacts: [any EvidenceArtifact]

    /// The stage that was reached and is noted in the store.
    private enum Stage: Int {
        case documentsGone = 1
        case artifactsGone = 2
    }

    /// Forgets what `selection` names.
    func forget(_ selection: ForgetSelection) throws -> ForgetReport {
        let lock = try StoreNeighbours.lockPath(besideStore: path).map { try FileLock.wait(path: $0) }
        return try withExtendedLifetime(lock) {
            _ = try finish()
            guard try decide(selection) > 0 else { return ForgetReport() }
            do {
                return try finish() ?? ForgetReport()
            } catch {
                throw EvidenceError.forgettingUnfinished(path: path, reason: reason(of: error))
            }
        }
    }

    private func reason(of error: any Error) -> String {
        (error as? DatabaseError).map { EvidenceError($0, path: path).description } ?? "\(error)"
    }

    /// The first stage.
    ///
    /// - Returns: How many documents there were.
    func decide(_ selection: ForgetSelection) throws -> Int {
        // A store that has forgotten before goes on with its own key, and with no other.
        let key = try database.read { try ForgottenMarks(in: $0, keyring: keyring)?.key } ?? keyring.made()
        return try database.write { database in
            try erase(selection.documents(in: database), key: key, in: database)
        }
    }

    /// Finishes what an earlier process left unfinished; `nil` when there is nothing.
    func recover() throws -> ForgetRecovery? {
        guard try database.read(Self.stage) != nil else { return nil }
        do {
            let lock = try StoreNeighbours.lockPath(besideStore: path).map { try FileLock(path: $0) }
            // A store in memory has no lock, and nobody to share it with.
            if case .some(nil) = lock { return .underWay }
            return try withExtendedLifetime(lock) { try finish().map(ForgetRecovery.finished) }
        } catch {
            return .unfinished(reason: reason(of: error))
        }
    }

    // MARK: Stage 1

    private func erase(_ ids: [Int64], key: ForgetKey, in database: Database) throws -> Int {
        if ids.isEmpty { return 0 }
        try database.execute(sql: "INSERT OR IGNORE INTO forget_key (id, proof) VALUES (1, ?)", arguments: [key.proof])
        let now = Date().timeIntervalSince1970
        let find = try database.makeStatement(
            sql: """
                SELECT identity, source, author, raw_hash,
                    (SELECT group_concat(text, '') FROM (SELECT text FROM passages WHERE document = documents.id ORDER BY ordinal)) AS text
                FROM documents WHERE id = ?
                """)
        let note = try database.makeStatement(sql: "INSERT OR IGNORE INTO forgetting (identity, source) VALUES (?, ?)")
        let remember = try database.makeStatement(sql: "INSERT OR REPLACE INTO forgotten (mark, time) VALUES (?, ?)")
        let removals = try ["passages WHERE document", "names WHERE document", "documents WHERE id"].map {
            try database.makeStatement(sql: "DELETE FROM \($0) = ?")
        }
        for id in ids {
            guard let row = try Row.fetchOne(find, arguments: [id]) else { continue }
            let document = Document(
                identity: row["identity"], text: row["text"] ?? "", source: row["source"], author: row["author"], rawHash: row["raw_hash"])
            for mark in key.marks(of: document) { try remember.execute(arguments: [mark, now]) }
            try note.execute(arguments: [document.identity, document.source])
            for removal in removals { try removal.execute(arguments: [id]) }
        }
        try database.execute(
            sql: """
                INSERT INTO passage_index (passage_index) VALUES ('rebuild');
                DELETE FROM imports;
                INSERT OR REPLACE INTO forget_stage (id, stage) VALUES (1, \(Stage.documentsGone.rawValue));
                """)
        return ids.count
    }

    // MARK: Stages 2 and 3

    private static func stage(_ database: Database) throws -> Stage? {
        try Int.fetchOne(database, sql: "SELECT stage FROM forget_stage").flatMap(Stage.init(rawValue:))
    }

    private func finish() throws -> ForgetReport? {
        guard var stage = try database.read(Self.stage) else { return nil }
        var report = ForgetReport()
        if stage == .documentsGone {
            report = try forgetArtifacts()
            try database.write { database in
                try database.execute(
                    sql: "DELETE FROM forgetting; UPDATE forget_stage SET stage = \(Stage.artifactsGone.rawValue);")
            }
            stage = .artifactsGone
        }
        try sweep()
        try database.write { try $0.execute(sql: "DELETE FROM forget_stage") }
        report.untouchedDatabases = otherDatabases()
        return report
    }

    private func forgetArtifacts() throws -> ForgetReport {
        let rows = try database.read { try Row.fetchAll($0, sql: "SELECT identity, source FROM forgetting") }
        let documents = ForgottenDocuments(
            identities: Set(rows.map { $0["identity"] as String }), sources: Set(rows.map { $0["source"] as String }))
        var report = ForgetReport()
        report.documents = rows.count
        report.sources = documents.sources.sorted()
        if let folder = StoreNeighbours.folder(ofStore: path) {
            let shards = ShardFolders(folder: folder + "/shards").names(holding: documents)
            report.models = TrainedModels.named(in: folder + "/runs", trainedOn: documents, shards: Set(shards))
        }
        for artifact in artifacts { report.removedFiles += try artifact.forget(documents) }
        return report
    }

    /// Writes the file anew without what is free in it, and empties the write-ahead log.
    private func sweep() throws {
        try database.vacuum()
        guard database is DatabasePool else { return }
        // Others may read now and then; each waits no longer than the connection's patience.
        try database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    }

    /// SQLite files in the store's folder that aren't the store.
    private func otherDatabases() -> [String] {
        guard let folder = StoreNeighbours.folder(ofStore: path) else { return [] }
        // A folder that can't be listed was written to a moment ago; if it is gone, there is nothing in it.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { folder + "/" + $0 }.filter { candidate in
            guard (candidate as NSString).lastPathComponent != (path as NSString).lastPathComponent else { return false }
            guard let file = FileHandle(forReadingAtPath: candidate), let start = try? file.read(upToCount: 16) else { return false }
            return start == Data("SQLite format 3\0".utf8)
        }
    }
}
