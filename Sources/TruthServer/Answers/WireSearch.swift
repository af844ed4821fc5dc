import TruthEvidence

/// What was searched for, and what was found, best first.
struct WireSearch: Encodable, Sendable {
    var query: String
    var passages: [WirePassage]

    init(query: String, hits: [SearchHit]) {
        self.query = query
        passages = hits.map { WirePassage($0) }
    }
}
