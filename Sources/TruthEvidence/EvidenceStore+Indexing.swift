import Foundation
import GRDB

extension EvidenceStore {
    /// Where the lexical index is; `nil` for a store in memory.
    var lexicalPath: String? { isInMemory ? nil : LexicalIndex.path(ofStore: path) }

    var isInMemory: Bool { path == ":memory:" }

    /// The highest number that a passage has had, of those removed too.
    func lastPassage() throws -> Int64 {
        try translatingErrors {
            try database.read { try Int64.fetchOne($0.cachedStatement(sql: "SELECT seq FROM sqlite_sequence WHERE name = 'passages'")) ?? 0 }
        }
    }

    /// Passages with numbers above `id` up to `last` in their order, as the lexical index reads them.
    func forEachPassage(after id: Int64, through last: Int64, _ body: (IndexedPassage) throws -> Void) throws {
        try translatingErrors {
            try database.read { database in
                let rows = try Row.fetchCursor(database, sql: Self.indexedPassages, arguments: [id, last])
                while let row = try rows.next() { try body(IndexedPassage(row: row)) }
            }
        }
    }

    private static let indexedPassages = """
        SELECT passages.id, passages.ordinal, documents.title, documents.aliases, passages.text, documents.source, documents.author,
            documents.created, documents.language
        FROM passages JOIN documents ON documents.id = passages.document WHERE passages.id > ? AND passages.id <= ? ORDER BY passages.id
        """

    /// How many passages there are with numbers above `id`, counted up to `limit`.
    func passageCount(after id: Int64, limit: Int) throws -> Int {
        try translatingErrors {
            try database.read { database in
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM (SELECT 1 FROM passages WHERE id > ? LIMIT ?)", arguments: [id, limit]) ?? 0
            }
        }
    }

    /// Some of the passages up to `last`, to be compared with the store later.
    func probes(through last: Int64) throws -> [PassageProbe] {
        let ids = Set((0..<16).map { last - last / 16 * $0 }).filter { $0 > 0 }.sorted()
        return try fingerprints(of: ids)
    }

    /// Whether the passages that an index remembers are the ones that the store has under those numbers. Passages may have been
    /// removed since, but not all of them, and none may be another.
    func agrees(with probes: [PassageProbe]) throws -> Bool {
        let now = try fingerprints(of: probes.map(\.id))
        return now.allSatisfy(probes.contains) && (!now.isEmpty || probes.isEmpty)
    }

    private func fingerprints(of ids: [Int64]) throws -> [PassageProbe] {
        try translatingErrors {
            try database.read { database in
                let statement = try database.cachedStatement(
                    sql: """
                        SELECT passages.id, passages.ordinal, documents.identity, hex(documents.content_hash) AS hash
                        FROM passages JOIN documents ON documents.id = passages.document WHERE passages.id = ?
                        """)
                return try ids.compactMap { id in
                    guard let row = try Row.fetchOne(statement, arguments: [id]) else { return nil }
                    let text = "\(row["ordinal"] as Int)\n\(row["identity"] as String)\n\(row["hash"] as String)"
                    return PassageProbe(id: id, fingerprint: String(TermTable.hash(text.utf8), radix: 16))
                }
            }
        }
    }

    /// Which of the passages that an index covers are no longer in the store.
    func missing(of ids: [Int64]) throws -> Set<Int64> {
        try translatingErrors {
            try database.read { database in
                var missing = Set(ids)
                let rows = try Row.fetchCursor(database, sql: "SELECT id FROM passages")
                while let row = try rows.next() { missing.remove(row[0]) }
                return missing
            }
        }
    }
}

extension IndexedPassage {
    fileprivate init(row: Row) {
        let title: String? = row["title"], aliases: String = row["aliases"]
        // Names lead to a document's first passages only.
        let names = (row["ordinal"] as Int) == 0 ? ([title].compactMap { $0 } + aliases.split(separator: "\n").map(String.init)) : []
        self.init(
            id: row["id"], title: title, aliases: aliases, text: row["text"], source: row["source"], author: row["author"],
            created: row["created"], language: row["language"], names: names.map(NameKey.make).filter { !$0.isEmpty })
    }
}
