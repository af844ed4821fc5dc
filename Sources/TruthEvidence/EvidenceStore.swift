import Foundation
import GRDB

/// The evidence: documents with their provenance, cut into passages, in one SQLite file that can be searched.
///
/// Several threads and several processes may use one store at once: readers never wait, writers wait for each other.
public final class EvidenceStore: Sendable {
    /// Where the store is; `:memory:` for one that vanishes with this value.
    public let path: String
    let database: any DatabaseWriter
    let lexical = LexicalUpkeep()
    let keyring: ForgetKeyring
    /// What became of a forgetting that an earlier process left unfinished; `nil` when there was none.
    public let recovery: ForgetRecovery?

    /// Opens the store at `path`, and makes it when there is none.
    ///
    /// - Throws: `EvidenceError`.
    public convenience init(path: String) throws {
        try self.init(path: path, pageLimit: nil)
    }

    /// - Parameter pageLimit: The most pages the file may have, to act out a full disk in tests.
    package init(path: String, pageLimit: Int?) throws {
        self.path = path
        let keyring = ForgetKeyring(storePath: path)
        (database, recovery) = try Self.translatingErrors(path: path) {
            try StoreFile.check(path)
            let pool = try DatabasePool(path: path, configuration: Self.configuration(pageLimit: pageLimit))
            try Self.prepare(pool, path: path)
            let forgetting = Forgetting(database: pool, path: path, keyring: keyring, artifacts: EvidenceArtifacts.beside(storePath: path))
            return (pool, try forgetting.recover())
        }
        self.keyring = keyring
    }

    private init(path: String, database: any DatabaseWriter) {
        self.path = path
        self.database = database
        keyring = ForgetKeyring(storePath: path)
        recovery = nil
    }

    /// A store in memory.
    public static func inMemory() throws -> EvidenceStore {
        let path = ":memory:"
        return try translatingErrors(path: path) {
            let queue = try DatabaseQueue(configuration: configuration(pageLimit: nil))
            try prepare(queue, path: path)
            return EvidenceStore(path: path, database: queue)
        }
    }

    private static func configuration(pageLimit: Int?) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(TimeInterval(EvidenceError.patience))
        configuration.prepareDatabase { database in
            // What was reported as added survives a power cut, not only a kill.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // What is deleted is overwritten at once, so that no stale bytes are copied when the file is written anew.
            try database.execute(sql: "PRAGMA secure_delete = ON")
            if let pageLimit { try database.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
        }
        return configuration
    }

    private static func prepare(_ writer: some DatabaseWriter, path: String) throws {
        try writer.read { database in
            let owner = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            // A store that another process is making right now has the table of its migrations first, and nothing else.
            let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'") == 0
            if owner != EvidenceSchema.applicationID, !isEmpty { throw EvidenceError.notAStore(path: path) }
            if try EvidenceSchema.migrator.hasBeenSuperseded(database) { throw EvidenceError.newerSchema(path: path) }
        }
        if try writer.read(EvidenceSchema.migrator.hasCompletedMigrations) { return }
        // Two processes that open a new store at once would each begin with the same migration.
        let lock = try StoreNeighbours.lockPath(besideStore: path).map { try FileLock.wait(path: $0) }
        try withExtendedLifetime(lock) { try EvidenceSchema.migrator.migrate(writer) }
    }

    // MARK: Errors

    /// Runs `work`, and says what an error of SQLite means for this store.
    func translatingErrors<Result>(_ work: () throws -> Result) throws -> Result {
        try Self.translatingErrors(path: path, work)
    }

    static func translatingErrors<Result>(path: String, _ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch let error as DatabaseError {
            throw EvidenceError(error, path: path)
        }
    }
}
