/// A passage's place in a ranking.
struct RankedPassage {
    var id: Int64
    var score: Double
    var isNamed = false
    /// How many passages say the same, and how many sources and authors do.
    var copies = 1
    var sourceCount = 1
    /// What tells passages that say the same; 0 when it isn't known.
    var content: UInt64 = 0
}

/// A ranking by words, and what its hits are compared with.
struct LexicalRanking {
    /// Best first.
    var passages: [RankedPassage]
    /// How rare each group of the query is.
    var rarities: [Double]
    /// The index that made it; `nil` when SQLite's did.
    var search: LexicalSearch?
}
