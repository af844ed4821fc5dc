import Foundation
import TruthEvidence

/// A passage as our routes show it.
struct WirePassage: Encodable, Sendable {
    var id: Int64
    var document: String
    var title: Nullable<String>
    var text: String
    var source: String
    var author: Nullable<String>
    var created: Nullable<Date>
    var url: Nullable<String>
    var licence: Nullable<String>
    /// How well it matches the search, to compare within one search; missing where it wasn't searched for.
    var score: Double?
    /// How much of the search it speaks of, from 0 to 1, to compare between searches.
    var coverage: Double?

    init(_ passage: Passage, score: Double? = nil, coverage: Double? = nil) {
        id = passage.id
        document = passage.document
        title = .init(passage.title)
        text = passage.text
        source = passage.source
        author = .init(passage.author)
        created = .init(passage.created)
        url = .init(passage.url)
        licence = .init(passage.licence)
        self.score = score
        self.coverage = coverage
    }

    init(_ hit: SearchHit) {
        self.init(hit.passage, score: hit.score, coverage: hit.coverage)
    }
}
