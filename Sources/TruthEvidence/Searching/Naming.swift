import GRDB

/// Finds documents that a query names by their title or an alias.
struct Naming {
    let database: Database
    let words: [String]
    /// Whether a name may be known at all; cheap.
    let mayExist: (String) -> Bool
    /// How much of the query's rarity lies in some words.
    let share: (ArraySlice<String>) -> Double

    /// What a document gains when its name is the whole query, in units of BM25; partial names gain in proportion.
    static let gain = 30.0
    /// Passages after a named document's first gain less: the first one says what it is.
    private static let laterShare = 0.5
    /// No name has more words.
    private static let longestName = 8

    /// The passages of the documents that the query names, with the share of the query (by rarity) that the name makes up.
    func passages() throws -> [Int64: Double] {
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
        var taken = Array(repeating: false, count: words.count)
        var names: [(key: String, share: Double)] = []
        for length in stride(from: min(Self.longestName, words.count), through: 1, by: -1) {
            for start in 0...(words.count - length) {
                let range = start..<(start + length)
                if taken[range].contains(true) || words[range].allSatisfy(StopWords.contains) { continue }
                let run = words[range].joined(separator: " ")
                let candidates = ([run] + NameKey.singulars(run)).filter(mayExist)
                guard let key = try candidates.first(where: { try Int.fetchOne(isName, arguments: [$0]) != nil }) else { continue }
                for index in range { taken[index] = true }
                names.append((key, share(words[range])))
            }
        }
        return names
    }
}
