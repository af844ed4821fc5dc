import Foundation
import GRDB

/// One search through SQLite's full-text index, inside one read transaction: exact, without any file beside the store, but it ranks every
/// match. It serves while too much of the store isn't in the lexical index yet.
struct FullTextSearch {
    let query: SearchQuery
    let database: Database
    private let condition: String
    private let arguments: StatementArguments
    /// How rare each word is: ln(1 + (N − n + ½) / (n + ½)) for a word in n of N passages.
    private let rarity: [String: Double]
    private let totalRarity: Double

    /// Title and aliases say what a passage is about.
    private static let weights = "4.0, 4.0, 1.0"

    init(query: SearchQuery, options: SearchOptions, database: Database) throws {
        self.query = query
        self.database = database
        (condition, arguments) = options.condition
        let passages = Double(try Int.fetchOne(database.cachedStatement(sql: "SELECT count(*) FROM passages")) ?? 0)
        let count = try database.cachedStatement(sql: "SELECT count(*) FROM passage_index WHERE passage_index MATCH ?")
        var rarity: [String: Double] = [:]
        for word in query.words {
            let found = Double(try Int.fetchOne(count, arguments: [SearchQuery.quoted(word)]) ?? 0)
            rarity[word] = log(1 + (passages - found + 0.5) / (found + 0.5))
        }
        self.rarity = rarity
        totalRarity = rarity.values.reduce(0, +)
    }

    /// The best passages, best first.
    func best(limit: Int) throws -> [RankedPassage] {
        if query.words.isEmpty { return [] }
        var scores = try ranked(limit: max(50, limit * 3))
        let named = try namedPassages()
        for (passage, share) in named where try isAllowed(passage) {
            let score = try scores[passage] ?? score(of: passage)
            scores[passage] = score + Naming.gain * share
        }
        // The number decides between equal scores, so that the same search always gives the same order.
        return scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit).map { id, score in
            RankedPassage(id: id, score: score, isNamed: named[id] != nil)
        }
    }

    /// How rare each group of the query is: as its words are.
    var rarities: [Double] {
        let words = query.words
        return query.groups.map { group in
            let form = String(decoding: group.forms[0], as: UTF8.self)
            let word = words.first { Stemmer.stem($0) == form }
            return word.flatMap { rarity[$0] } ?? Double(1)
        }
    }

    private func isAllowed(_ passage: Int64) throws -> Bool {
        if condition.isEmpty { return true }
        let sql = "SELECT 1 FROM passages JOIN documents ON documents.id = passages.document WHERE passages.id = ? \(condition)"
        return try Int.fetchOne(database.cachedStatement(sql: sql), arguments: [passage] + arguments) != nil
    }

    // MARK: Words

    private func ranked(limit: Int) throws -> [Int64: Double] {
        let filtered = """
            AND rowid IN (SELECT passages.id FROM passages JOIN documents ON documents.id = passages.document WHERE 1 \(condition))
            """
        let statement = try database.cachedStatement(
            sql: """
                SELECT rowid, -bm25(passage_index, \(Self.weights)) AS score FROM passage_index
                WHERE passage_index MATCH ? \(condition.isEmpty ? "" : filtered) ORDER BY bm25(passage_index, \(Self.weights)) LIMIT ?
                """)
        let rows = try Row.fetchAll(statement, arguments: [query.expression] + arguments + [limit])
        return Dictionary(uniqueKeysWithValues: rows.map { ($0["rowid"] as Int64, $0["score"] as Double) })
    }

    private func score(of passage: Int64) throws -> Double {
        let statement = try database.cachedStatement(
            sql: """
                SELECT -bm25(passage_index, \(Self.weights)) FROM passage_index WHERE passage_index MATCH ? AND rowid = ?
                """)
        return try Double.fetchOne(statement, arguments: [query.expression, passage]) ?? 0
    }

    // MARK: Names

    private func namedPassages() throws -> [Int64: Double] {
        try Naming(database: database, words: query.nameWords, mayExist: { _ in true }, share: share).passages()
    }

    /// How much of the query's rarity lies in `words`.
    private func share(of words: ArraySlice<String>) -> Double {
        let parts = Set(words.flatMap { $0.split { !($0.isLetter || $0.isNumber) }.map(String.init) })
        let sum = parts.reduce(0) { $0 + (rarity[$1] ?? 0) }
        // A name without letters or digits, such as "&", can only be compared as a whole.
        return parts.isEmpty ? 1 : totalRarity > 0 ? sum / totalRarity : 0
    }
}

extension SearchOptions {
    /// The filters as the end of a condition of SQL on `documents`, and what it asks for.
    fileprivate var condition: (String, StatementArguments) {
        var text = ""
        var arguments: StatementArguments = []
        func demand(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            text += " AND \(condition)"
            arguments += [value]
        }
        demand("documents.source = ?", source)
        demand("documents.author = ?", author)
        demand("lower(documents.language) = ?", language?.lowercased())
        demand("documents.created >= ?", from?.timeIntervalSince1970)
        demand("documents.created <= ?", [to, asOf].compactMap { $0?.timeIntervalSince1970 }.min())
        return (text, arguments)
    }
}
