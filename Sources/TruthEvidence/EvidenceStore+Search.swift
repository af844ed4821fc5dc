import Foundation
import GRDB

extension EvidenceStore: PassageSearch {
    /// The passages that match `query` best, best first, at most `limit`; none when no word of it occurs.
    ///
    /// Ranked by BM25 over title, aliases and text. A document that the query names by its title or an alias comes before others, the
    /// more so the more of the query its name makes up: "What is a hash table?" puts the entry "hash table" first.
    public func search(_ query: String, limit: Int) throws -> [SearchHit] {
        precondition(limit >= 0, "search: limit \(limit)")
        let query = SearchQuery(query)
        if query.isEmpty || limit == 0 { return [] }
        return try translatingErrors {
            try database.read { database in try Search(query: query, database: database).hits(limit: limit) }
        }
    }
}

/// One search, inside one read transaction.
private struct Search {
    let query: SearchQuery
    let database: Database
    /// How rare each word is: ln(1 + (N − n + ½) / (n + ½)) for a word in n of N passages.
    private let rarity: [String: Double]
    private let totalRarity: Double

    /// Title and aliases say what a passage is about.
    private static let weights = "4.0, 4.0, 1.0"
    /// What a document gains when its name is the whole query, in units of BM25; partial names gain in proportion.
    private static let nameGain = 30.0
    /// Passages after a named document's first gain less: the first one says what it is.
    private static let laterShare = 0.5
    /// No name has more words.
    private static let longestName = 8

    init(query: SearchQuery, database: Database) throws {
        self.query = query
        self.database = database
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

    func hits(limit: Int) throws -> [SearchHit] {
        var scores = try ranked(limit: max(50, limit * 3))
        let named = try namedPassages()
        for (passage, share) in named {
            let score = try scores[passage] ?? score(of: passage)
            scores[passage] = score + Self.nameGain * share
        }
        // The number decides between equal scores, so that the same search always gives the same order.
        let best = scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit)
        let ids = best.map(\.key)
        let marks = databaseQuestionMarks(count: ids.count)
        let passages = try Passage.fetch(database, where: "passages.id IN (\(marks))", StatementArguments(ids))
        let byID = Dictionary(uniqueKeysWithValues: passages.map { ($0.id, $0) })
        return try best.compactMap { id, score in
            guard let passage = byID[id] else { return nil }
            return SearchHit(passage: passage, score: score, coverage: try coverage(of: id), isNamed: named[id] != nil)
        }
    }

    // MARK: Words

    private func ranked(limit: Int) throws -> [Int64: Double] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT rowid, -bm25(passage_index, \(Self.weights)) AS score FROM passage_index
                WHERE passage_index MATCH ? ORDER BY bm25(passage_index, \(Self.weights)) LIMIT ?
                """)
        let rows = try Row.fetchAll(statement, arguments: [query.expression, limit])
        return Dictionary(uniqueKeysWithValues: rows.map { ($0["rowid"] as Int64, $0["score"] as Double) })
    }

    private func score(of passage: Int64) throws -> Double {
        let statement = try database.cachedStatement(
            sql: """
                SELECT -bm25(passage_index, \(Self.weights)) FROM passage_index WHERE passage_index MATCH ? AND rowid = ?
                """)
        return try Double.fetchOne(statement, arguments: [query.expression, passage]) ?? 0
    }

    private func coverage(of passage: Int64) throws -> Double {
        let contains = try database.cachedStatement(sql: "SELECT 1 FROM passage_index WHERE passage_index MATCH ? AND rowid = ?")
        let covered = try query.words.reduce(0.0) { sum, word in
            let found = try Int.fetchOne(contains, arguments: [SearchQuery.quoted(word), passage]) != nil
            return sum + (found ? rarity[word]! : 0)
        }
        return totalRarity > 0 ? min(1, covered / totalRarity) : 0
    }

    // MARK: Names

    /// The passages of the documents that the query names, with the share of the query (by rarity) that the name makes up.
    private func namedPassages() throws -> [Int64: Double] {
        var passages: [Int64: Double] = [:]
        let find = try database.cachedStatement(
            sql: """
                SELECT passages.id AS id, passages.ordinal AS ordinal FROM names JOIN passages ON passages.document = names.document
                WHERE names.key = ? AND passages.ordinal < 8
                """)
        for name in try namesInQuery() {
            for row in try Row.fetchAll(find, arguments: [name.key]) {
                let gain = name.share * (row["ordinal"] as Int == 0 ? 1 : Self.laterShare)
                passages[row["id"], default: 0] = max(passages[row["id"], default: 0], gain)
            }
        }
        return passages
    }

    /// The longest runs of the query's words that are names; a run inside a longer one doesn't count.
    private func namesInQuery() throws -> [(key: String, share: Double)] {
        let isName = try database.cachedStatement(sql: "SELECT 1 FROM names WHERE key = ? LIMIT 1")
        let words = query.nameWords
        var taken = Array(repeating: false, count: words.count)
        var names: [(key: String, share: Double)] = []
        for length in stride(from: min(Self.longestName, words.count), through: 1, by: -1) {
            for start in 0...(words.count - length) {
                let range = start..<(start + length)
                if taken[range].contains(true) || words[range].allSatisfy(StopWords.contains) { continue }
                let run = words[range].joined(separator: " ")
                guard let key = try ([run] + NameKey.singulars(run)).first(where: { try Int.fetchOne(isName, arguments: [$0]) != nil }) else {
                    continue
                }
                for index in range { taken[index] = true }
                names.append((key, share(of: words[range])))
            }
        }
        return names
    }

    /// How much of the query's rarity lies in `words`.
    private func share(of words: ArraySlice<String>) -> Double {
        let parts = Set(words.flatMap { $0.split { !($0.isLetter || $0.isNumber) }.map(String.init) })
        let sum = parts.reduce(0) { $0 + (rarity[$1] ?? 0) }
        // A name without letters or digits, such as "&", can only be compared as a whole.
        return parts.isEmpty ? 1 : totalRarity > 0 ? sum / totalRarity : 0
    }
}
