/// How the rankings by words and by meaning become one.
public enum Fusion: Sendable, Hashable {
    /// `w · cosine / best cosine + (1 − w) · BM25 / best BM25`; a passage that only one index found has both scores looked up.
    case weighted(dense: Double)
    /// `Σ 1 / (k + rank)` over both rankings (Cormack, Clarke and Büttcher, SIGIR 2009).
    case reciprocalRank(k: Double)

    /// What cross-validation on SciFact chose (docs/search.md).
    public static let standard = Fusion.weighted(dense: 0.5)

    /// One passage with what both indexes say of it.
    struct Candidate {
        var passage: RankedPassage
        var lexical: Double
        var cosine: Double?
        /// Places in the rankings, from 0; `nil` where it isn't in one.
        var lexicalRank: Int?
        var denseRank: Int?
    }

    /// The candidates with their fused scores, in no order.
    func fused(_ candidates: [Candidate]) -> [RankedPassage] {
        let bestLexical = max(candidates.map(\.lexical).max() ?? 0, .leastNormalMagnitude)
        let bestCosine = max(candidates.compactMap(\.cosine).max() ?? 0, .leastNormalMagnitude)
        return candidates.map { candidate in
            var passage = candidate.passage
            switch self {
            case .weighted(let dense):
                // Without a vector only words can speak for a passage.
                let words = candidate.lexical / bestLexical
                passage.score = candidate.cosine.map { dense * max(0, $0) / bestCosine + (1 - dense) * words } ?? (1 - dense) * words
            case .reciprocalRank(let k):
                passage.score = [candidate.lexicalRank, candidate.denseRank].compactMap { $0 }.reduce(0) { $0 + 1 / (k + Double($1) + 1) }
            }
            return passage
        }
    }
}
