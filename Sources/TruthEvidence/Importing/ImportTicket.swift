import Foundation
import GRDB

/// Which import a batch belongs to, and how far it has come: saved with every batch, in the same transaction.
struct ImportTicket {
    /// The path with links resolved.
    let path: String
    /// A hash of how it is read and cleaned: with other settings it is another import.
    let options: Data
    let fingerprint: ImportFingerprint
    /// The records that an interrupted run has dealt with; they are passed over.
    var recordsDone = 0
    /// Of those, how many it set aside.
    var rejectedBefore = 0

    /// What the store knows of an import.
    struct State {
        var isFinished: Bool
        var records: Int
        var rejected: Int
        var time: Date
    }

    /// What an earlier run did with this path, if it is still the same and was read in the same way.
    func state(in database: Database) throws -> State? {
        let row = try Row.fetchOne(
            database, sql: "SELECT * FROM imports WHERE path = ? AND options = ? AND fingerprint = ?",
            arguments: [path, options, fingerprint.bytes])
        return row.map { row in
            State(
                isFinished: row["is_finished"], records: row["records"], rejected: row["rejected"],
                time: Date(timeIntervalSince1970: row["time"]))
        }
    }

    /// Writes down that the first `records` records are dealt with.
    func save(records: Int, rejected: Int, isFinished: Bool, in database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO imports (path, options, fingerprint, records, rejected, is_finished, time) VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(
            arguments: [path, options, fingerprint.bytes, records, rejected + rejectedBefore, isFinished, Date().timeIntervalSince1970])
    }
}
