import Foundation
import GRDB

extension EvidenceStore: PassageSearch {
    /// The passages that match `query` best, best first; none when no word of it occurs.
    ///
    /// Ranked by BM25 over title, aliases and text. A document that the query names by its title or an alias comes before others, the
    /// more so the more of the query its name makes up: "What is a hash table?" puts the entry "hash table" first.
    ///
    /// - Throws: `EvidenceError`, ``IndexError``, or ``SearchError/noVectors`` when `options` ask for vectors, which a store alone hasn't.
    public func search(_ query: String, options: SearchOptions) throws -> [SearchHit] {
        precondition(options.limit >= 0, "search: limit \(options.limit)")
        guard options.mode == .automatic || options.mode == .lexical else { throw SearchError.noVectors(path: path) }
        let query = SearchQuery(query)
        if query.isEmpty || options.limit == 0 { return [] }
        return try retryingWhenGone {
            let ranking = try rank(query, options, limit: options.candidateLimit)
            return try hits(ranking.passages, query, rarities: ranking.rarities, options)
        }
    }

    /// The numbers and scores of the passages that ``search(_:options:)`` would show, without reading any: what ranking alone costs.
    ///
    /// - Throws: As a search does.
    public func ranking(_ query: String, options: SearchOptions) throws -> [(passage: Int64, score: Double)] {
        let query = SearchQuery(query)
        if query.isEmpty || options.limit == 0 { return [] }
        return try rank(query, options, limit: options.limit).passages.map { ($0.id, $0.score) }
    }

    /// Ranks by words, with what a query's names add.
    func rank(_ query: SearchQuery, _ options: SearchOptions, limit: Int) throws -> LexicalRanking {
        guard let snapshot = try lexical.snapshot(of: self) else {
            lexical.updateInBackground(self)
            return try translatingErrors {
                try database.read { database in
                    let search = try FullTextSearch(query: query, options: options, database: database)
                    return LexicalRanking(passages: try search.best(limit: limit), rarities: search.rarities)
                }
            }
        }
        let search = try LexicalSearch(query, in: snapshot)
        var entries = try search.best(options, limit: limit)
        let named = try names(of: query, search)
        let known = Set(entries.map(\.id))
        entries += try search.scores(of: named.keys.filter { !known.contains($0) }.sorted(), options)
        let ranked = entries.map { entry in
            RankedPassage(
                id: entry.id, score: Double(entry.score) * BM25.unit + Naming.gain * (named[entry.id] ?? 0), isNamed: named[entry.id] != nil,
                copies: entry.copies, sourceCount: entry.voices.count, content: entry.content)
        }
        return LexicalRanking(passages: Array(ranked.bestFirst(collapsing: options.collapsesCopies).prefix(limit)), rarities: search.rarities, search: search)
    }

    /// The query against the lexical index, or `nil` while too much of the store isn't in it.
    func lexicalSearch(_ query: SearchQuery) throws -> LexicalSearch? {
        try lexical.snapshot(of: self).map { try LexicalSearch(query, in: $0) }
    }

    private func names(of query: SearchQuery, _ search: LexicalSearch) throws -> [Int64: Double] {
        // Posts have no titles.
        guard search.snapshot.hasNames else { return [:] }
        return try translatingErrors {
            try database.read { database in
                try Naming(database: database, words: query.nameWords, mayExist: search.mayHave, share: search.share).passages()
            }
        }
    }

    /// The hits of a ranking, in the order that `options` ask for.
    ///
    /// - Throws: ``PassagesGone`` when the ranking names passages that are no longer there.
    func hits(_ ranked: [RankedPassage], _ query: SearchQuery, rarities: [Double], _ options: SearchOptions) throws -> [SearchHit] {
        let passages = try translatingErrors {
            try database.read { database in
                let marks = databaseQuestionMarks(count: ranked.count)
                return try Passage.fetch(database, where: "passages.id IN (\(marks))", StatementArguments(ranked.map(\.id)))
            }
        }
        guard passages.count == ranked.count else { throw PassagesGone() }
        let byID = Dictionary(uniqueKeysWithValues: passages.map { ($0.id, $0) })
        var matcher = PassageMatcher(groups: query.groups, rarities: rarities)
        let hits = ranked.map { place in
            let passage = byID[place.id]!
            let match = matcher.match(passage)
            return SearchHit(
                passage: passage, score: place.score, coverage: match.coverage, isNamed: place.isNamed, highlights: match.highlights,
                copies: place.copies, sourceCount: place.sourceCount)
        }
        return options.order == .newest ? newest(hits, limit: options.limit) : Array(hits.prefix(options.limit))
    }

    /// Of the hits that speak of at least half as much of the query as the best, the latest.
    private func newest(_ hits: [SearchHit], limit: Int) -> [SearchHit] {
        let best = hits.map(\.coverage).max() ?? 0
        let related = hits.filter { $0.coverage >= best / 2 }
        return Array(related.sorted { ($0.passage.created ?? .distantPast) > ($1.passage.created ?? .distantPast) }.prefix(limit))
    }

    /// Runs a search again when a passage was removed between its index and now.
    func retryingWhenGone<Result>(_ search: () throws -> Result) throws -> Result {
        for _ in 0..<3 {
            do {
                return try search()
            } catch is PassagesGone {
                try lexical.refreshGone(of: self)
            }
        }
        return try search()
    }

    // MARK: The index

    /// Brings the lexical index beside the store up to date. Searches are right without it, but slow on a large store, and read what is
    /// new each time a program starts.
    ///
    /// - Parameters:
    ///   - tolerance: So many passages may be missing in it.
    ///   - progress: Is told how many passages have been read, and of about how many.
    /// - Returns: Whether anything was written.
    /// - Throws: `EvidenceError` or ``IndexError``.
    @discardableResult
    public func updateLexicalIndex(tolerating tolerance: Int = 0, progress: (Int, Int) -> Void = { _, _ in }) throws -> Bool {
        if try tolerance > 0 && lexical.lag(behind: self, limit: tolerance + 1) <= tolerance { return false }
        return try lexical.update(self, progress: progress)
    }

    /// Brings the lexical index up to date on another thread; searches go on meanwhile. A failure is kept as ``lexicalFault``.
    public func updateLexicalIndexInBackground() {
        lexical.updateInBackground(self)
    }

    /// Why the index beside the store couldn't be used, or `nil`.
    public var lexicalFault: IndexError? { lexical.fault }
}

/// A ranking names passages that are no longer in the store.
struct PassagesGone: Error {}

extension [RankedPassage] {
    /// In the order of their scores; of those that say the same only the best, if that is wanted.
    func bestFirst(collapsing: Bool) -> [RankedPassage] {
        // The number decides between equal scores, so that the same search always gives the same order.
        let sorted = sorted { ($1.score, $0.id) < ($0.score, $1.id) }
        guard collapsing else { return sorted }
        var places: [UInt64: Int] = [:]
        var kept: [RankedPassage] = []
        for passage in sorted {
            if passage.content != 0, let place = places[passage.content] {
                kept[place].copies = Swift.max(kept[place].copies, passage.copies)
                kept[place].sourceCount = Swift.max(kept[place].sourceCount, passage.sourceCount)
            } else {
                places[passage.content] = kept.count
                kept.append(passage)
            }
        }
        return kept
    }
}
