import GRDB

extension EvidenceStore {
    /// What `selection` names: how many documents, of which collections, and some of their identities. Nothing is changed.
    public func preview(_ selection: ForgetSelection, examples: Int = 5) throws -> ForgetReport {
        try translatingErrors {
            try database.read { database in
                let ids = try selection.documents(in: database)
                let find = try database.makeStatement(sql: "SELECT identity, source FROM documents WHERE id = ?")
                var report = ForgetReport()
                report.documents = ids.count
                var sources: Set<String> = []
                for id in ids {
                    guard let row = try Row.fetchOne(find, arguments: [id]) else { continue }
                    sources.insert(row["source"])
                    if report.examples.count < examples { report.examples.append(row["identity"]) }
                }
                report.sources = sources.sorted()
                return report
            }
        }
    }

    /// Forgets what `selection` names: afterwards no file beside the store, nor the store itself, contains it, and adding it again doesn't
    /// bring it back.
    ///
    /// If the program is killed meanwhile, either nothing has happened yet, or the next opening of the store finishes it.
    ///
    /// - Throws: `EvidenceError`; what was decided is then finished later.
    public func forget(_ selection: ForgetSelection) throws -> ForgetReport {
        try translatingErrors { try forgetting.forget(selection) }
    }

    /// How many marks of forgotten documents there are, and whether a forgetting is unfinished.
    package func forgottenMarkCount() throws -> Int {
        try translatingErrors { try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM forgotten") ?? 0 } }
    }

    /// Does what `forget` does until it is decided, and no more: what a kill at that moment leaves behind.
    package func forgetUntilArtifacts(_ selection: ForgetSelection) throws {
        try translatingErrors { _ = try forgetting.decide(selection) }
    }

    private var forgetting: Forgetting {
        Forgetting(database: database, path: path, keyring: keyring, artifacts: EvidenceArtifacts.beside(storePath: path))
    }
}
