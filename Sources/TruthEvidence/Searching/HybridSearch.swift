import Foundation
import Synchronization

/// Searches a store by words and by meaning at once.
///
/// The vectors are those that ``PassageEmbedding`` put beside the store. Without them, or while the lexical index is far behind, words
/// alone are searched.
public final class HybridSearch: PassageSearch {
    private struct State {
        var index: VectorIndex?
        var identity: FileIdentity?
        var wasTried = false
        var fault: IndexError?
    }

    private let store: EvidenceStore
    private let embedder: (any Embedder)?
    private let fusion: Fusion
    private let state = Mutex(State())

    /// Each index brings up at least so many candidates.
    static let candidateCount = 100

    /// - Parameter embedder: The one that made the vectors; `nil` searches by words alone.
    public init(store: EvidenceStore, embedder: (any Embedder)?, fusion: Fusion = .standard) {
        self.store = store
        self.embedder = embedder
        self.fusion = fusion
    }

    /// Why the vectors beside the store can't be used, or `nil`.
    public var fault: IndexError? { state.withLock { $0.fault } }

    public func search(_ query: String, options: SearchOptions) throws -> [SearchHit] {
        guard options.mode != .lexical, let embedder, let index = try vectors(embedder) else {
            if options.mode == .dense || options.mode == .hybrid { throw fault.map { $0 as any Error } ?? SearchError.noVectors(path: store.path) }
            return try store.search(query, options: options)
        }
        let read = SearchQuery(query)
        if read.isEmpty || options.limit == 0 { return [] }
        if options.mode != .automatic { try store.updateLexicalIndex(tolerating: LexicalUpkeep.mostRecent) }
        let vector = try embedder.embed([read.text])[0]
        return try store.retryingWhenGone {
            if options.mode == .dense { return try nearest(to: vector, read, index, options) }
            let ranking = try store.rank(read, options, limit: max(Self.candidateCount, options.candidateLimit))
            guard let search = ranking.search else { return try store.search(query, options: words(options)) }
            let fused = try fuse(ranking, search, DenseSearch(index: index, snapshot: search.snapshot), vector, options)
            return try store.hits(Array(fused.prefix(options.candidateLimit)), read, rarities: ranking.rarities, options)
        }
    }

    /// By meaning alone.
    private func nearest(to vector: [Float], _ query: SearchQuery, _ index: VectorIndex, _ options: SearchOptions) throws -> [SearchHit] {
        guard let search = try store.lexicalSearch(query) else { throw SearchError.noVectors(path: store.path) }
        let near = try DenseSearch(index: index, snapshot: search.snapshot).best(vector, options, limit: options.candidateLimit)
        let ranked = near.map { entry in
            RankedPassage(id: entry.id, score: Double(entry.score), copies: entry.copies, sourceCount: entry.voices.count, content: entry.content)
        }
        return try store.hits(ranked, query, rarities: search.rarities, options)
    }

    private func words(_ options: SearchOptions) -> SearchOptions {
        var options = options
        options.mode = .lexical
        return options
    }

    /// One ranking of both.
    private func fuse(
        _ ranking: LexicalRanking, _ search: LexicalSearch, _ dense: DenseSearch, _ vector: [Float], _ options: SearchOptions
    ) throws -> [RankedPassage] {
        let near = try dense.best(vector, options, limit: max(Self.candidateCount, options.candidateLimit))
        var candidates: [Int64: Fusion.Candidate] = [:]
        for (rank, passage) in ranking.passages.enumerated() {
            candidates[passage.id] = Fusion.Candidate(passage: passage, lexical: passage.score, lexicalRank: rank)
        }
        let unranked = near.map(\.id).filter { candidates[$0] == nil }.sorted()
        let scores = Dictionary(uniqueKeysWithValues: try search.scores(of: unranked, options).map { ($0.id, Double($0.score) * BM25.unit) })
        for (rank, entry) in near.enumerated() {
            let passage = RankedPassage(id: entry.id, score: 0, copies: entry.copies, sourceCount: entry.voices.count, content: entry.content)
            candidates[entry.id, default: Fusion.Candidate(passage: passage, lexical: scores[entry.id] ?? 0)].denseRank = rank
            candidates[entry.id]?.cosine = Double(entry.score)
        }
        let others = candidates.values.filter { $0.cosine == nil }.map(\.passage.id)
        for (id, cosine) in try dense.cosines(of: others, vector) { candidates[id]?.cosine = Double(cosine) }
        return fusion.fused(Array(candidates.values)).bestFirst(collapsing: options.collapsesCopies)
    }

    /// The vectors as they are beside the store now; opened again when the file is another.
    private func vectors(_ embedder: any Embedder) throws -> VectorIndex? {
        try state.withLock { state in
            let path = VectorIndex.path(ofStore: store.path)
            let identity = FileIdentity(path: path)
            if state.wasTried, identity == state.identity { return state.index }
            state = State(identity: identity, wasTried: true)
            guard identity != nil else { return nil }
            do {
                let index = try VectorIndex(path: path)
                guard index.manifest.lastPassage <= (try store.lastPassage()), try store.agrees(with: index.manifest.probes) else {
                    throw IndexError.otherStore(path: path)
                }
                let probe = try EmbedderProbe(embedder, name: "the embedder")
                guard probe.agrees(with: index.manifest.embedder) else {
                    throw IndexError.otherEmbedder(path: path, found: index.manifest.embedder.name, expected: "another one")
                }
                state.index = index
            } catch let error as IndexError {
                state.fault = error
            }
            return state.index
        }
    }
}
