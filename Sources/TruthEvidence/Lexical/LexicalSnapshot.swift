/// The lexical index as one search sees it: segments that together cover every passage of the store, in the order of their numbers.
struct LexicalSnapshot: Sendable {
    var segments: [LexicalSegment]
    /// Passages that were removed from the store since their segment was made.
    var gone: Set<Int64>

    /// Whether any document has a title or an alias.
    var hasNames: Bool { segments.contains { !$0.names.isEmpty } }

    var passageCount: Int { segments.reduce(0) { $0 + $1.count } - gone.count }
}

/// One query against a snapshot.
struct LexicalSearch {
    let snapshot: LexicalSnapshot
    /// How rare each group of the query is, in their order, and all together.
    let rarities: [Double]
    let totalRarity: Double
    private let groups: [QueryTerms.Group]
    /// Per segment the terms that occur in it, with their weights.
    private let terms: [[(term: Int, weight: Int32)]]

    /// Single ideographs stand for at most so many pairs.
    private static let mostExpansions = 64

    init(_ query: SearchQuery, in snapshot: LexicalSnapshot) throws {
        self.snapshot = snapshot
        groups = query.groups
        let total = max(1, snapshot.passageCount)
        var rarities: [Double] = []
        var terms = snapshot.segments.map { _ in [(term: Int, weight: Int32)]() }
        for group in query.groups {
            var mostFound = 0
            for form in group.forms {
                let found = try Self.numbers(of: form, isPrefix: group.isPrefix, in: snapshot)
                let count = found.reduce(0) { $0 + $1.frequency }
                mostFound = max(mostFound, count)
                let weight = BM25.weight(rarity: BM25.rarity(found: min(count, total), of: total))
                for place in found { terms[place.segment].append((place.term, weight)) }
            }
            rarities.append(BM25.rarity(found: min(mostFound, total), of: total))
        }
        self.rarities = rarities
        self.terms = terms
        totalRarity = rarities.reduce(0, +)
    }

    private static func numbers(of form: [UInt8], isPrefix: Bool, in snapshot: LexicalSnapshot) throws -> [(segment: Int, term: Int, frequency: Int)] {
        try snapshot.segments.enumerated().flatMap { index, segment in
            try segment.file.bytes.withBytes { bytes in
                let numbers = isPrefix ? Array(try segment.terms(beginningWith: form, limit: mostExpansions, bytes)) : [try segment.term(form, bytes)].compactMap { $0 }
                return numbers.map { (index, $0, segment.frequency(ofTerm: $0, bytes)) }
            }
        }
    }

    /// The best passages by BM25 that pass the filters, best first.
    func best(_ options: SearchOptions, limit: Int) throws -> [BestPassages<Int32>.Entry] {
        var best = BestPassages<Int32>(limit: limit, collapses: options.collapsesCopies)
        for (number, segment) in snapshot.segments.enumerated() {
            try segment.file.bytes.withBytes { bytes in
                let filter = try SegmentFilter(options, segment: segment, gone: snapshot.gone, bytes)
                var scan = try LexicalScan(segment: segment, number: number, terms: terms[number], filter: filter, bytes)
                try scan.collect(into: &best, bytes)
            }
        }
        return best.sorted
    }

    /// The scores of given passages by BM25, and what is known of them; those that don't pass the filters are left out.
    ///
    /// - Parameter ids: Ascending.
    func scores(of ids: [Int64], _ options: SearchOptions) throws -> [BestPassages<Int32>.Entry] {
        var entries: [BestPassages<Int32>.Entry] = []
        for (number, segment) in snapshot.segments.enumerated() {
            try segment.file.bytes.withBytes { bytes in
                let filter = try SegmentFilter(options, segment: segment, gone: snapshot.gone, bytes)
                if filter.isEmpty { return }
                var cursors = try terms[number].map { term, weight in
                    PostingCursor(
                        segment: segment, blocks: try segment.blocks(ofTerm: term, bytes), frequency: segment.frequency(ofTerm: term, bytes),
                        weight: weight)
                }
                for id in ids {
                    guard let row = segment.row(of: id, bytes), filter.passes(row, bytes) else { continue }
                    var score: Int32 = 0
                    for index in cursors.indices { score &+= try cursors[index].score(of: row, bytes) }
                    entries.append(
                        BestPassages<Int32>.Entry(
                            id: id, score: score, segment: number, row: row, content: bytes.element(row, at: segment.contents), copies: 1,
                            voices: [bytes.element(row, at: segment.voices)]))
                }
            }
        }
        return entries
    }

    /// Whether a document may have that name.
    func mayHave(name: String) -> Bool {
        let hash = LexicalBuilder.hash(name: name)
        return snapshot.segments.contains { segment in segment.file.bytes.withBytes { segment.mayHave(name: hash, $0) } }
    }

    /// How much of the query's rarity lies in `words`: 0 for words that aren't looked for.
    func share(of words: ArraySlice<String>) -> Double {
        let parts = QueryTerms(words.joined(separator: " "), mostGroups: words.count * 4).groups
        // A name without letters or digits, such as "&", can only be compared as a whole.
        if parts.isEmpty { return 1 }
        let forms = Set(parts.flatMap(\.forms))
        let sum = zip(groups, rarities).reduce(0) { $0 + ($1.0.forms.contains(where: forms.contains) ? $1.1 : 0) }
        return totalRarity > 0 ? sum / totalRarity : 0
    }
}
