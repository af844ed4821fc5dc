import Foundation
import GRDB
import TruthCorpus

/// What was forgotten, as keyed hashes with the time: enough to know it again, not enough to tell what it was.
struct ForgottenMarks {
    let key: ForgetKey
    private let find: Statement

    /// - Returns: `nil` when nothing was ever forgotten.
    /// - Throws: `EvidenceError.forgetKeyUnusable` when the key is gone or another: then nothing could be recognised.
    init?(in database: Database, keyring: ForgetKeyring) throws {
        guard let proof = try Data.fetchOne(database, sql: "SELECT proof FROM forget_key") else { return nil }
        let path = keyring.path ?? "memory"
        guard let key = try keyring.existing() else { throw EvidenceError.forgetKeyUnusable(path: path, reason: "the file is missing") }
        guard key.proof == proof else { throw EvidenceError.forgetKeyUnusable(path: path, reason: "it is the key of another store") }
        self.key = key
        find = try database.cachedStatement(sql: "SELECT 1 FROM forgotten WHERE mark = ?")
    }

    /// Whether `document`, or its text by the same author, was forgotten.
    func contain(_ document: Document) throws -> Bool {
        try key.marks(of: document).contains { try Int.fetchOne(find, arguments: [$0]) != nil }
    }
}
