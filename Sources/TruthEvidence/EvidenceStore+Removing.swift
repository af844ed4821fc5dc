import GRDB

extension EvidenceStore {
    /// Removes the document of that identity.
    ///
    /// - Returns: Whether there was one.
    public func remove(identity: String) throws -> Bool {
        try remove(where: "identity = ?", identity) > 0
    }

    /// Removes every document of a source, in one transaction.
    ///
    /// - Returns: How many there were.
    public func remove(source: String) throws -> Int {
        try remove(where: "source = ?", source)
    }

    private func remove(where condition: String, _ value: String) throws -> Int {
        try translatingErrors {
            try database.write { database in
                let ids = try Int64.fetchAll(database, sql: "SELECT id FROM documents WHERE \(condition)", arguments: [value])
                for id in ids {
                    try Self.unindex(document: id, in: database)
                    try database.cachedStatement(sql: "DELETE FROM documents WHERE id = ?").execute(arguments: [id])
                }
                // Files that were read in full would be passed over, and what was removed could not be added again.
                if !ids.isEmpty { try database.execute(sql: "DELETE FROM imports") }
                return ids.count
            }
        }
    }
}
