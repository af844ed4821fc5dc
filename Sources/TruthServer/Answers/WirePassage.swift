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
    var language: Nullable<String>
    /// Where it stands in its document, in unicode scalars: first, and one after the last.
    var span: Nullable<[Int]>
    /// The beginning of what a post replies to.
    var context: Nullable<String>
    /// How well it matches the search, to compare within one search; missing where it wasn't searched for.
    var score: Double?
    /// How much of the search it speaks of, from 0 to 1, to compare between searches.
    var coverage: Double?
    /// Where words of the search stand in the text, in unicode scalars.
    var highlights: [[Int]]?
    /// How many passages say the same, and how many sources and authors do.
    var copies: Int?
    var sourceCount: Int?

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
        language = .init(passage.language)
        span = .init(passage.span.map { [$0.lowerBound, $0.upperBound] })
        context = .init(passage.context)
        self.score = score
        self.coverage = coverage
    }

    init(_ hit: SearchHit) {
        self.init(hit.passage, score: hit.score, coverage: hit.coverage)
        highlights = hit.highlights.map { [$0.lowerBound, $0.upperBound] }
        copies = hit.copies
        sourceCount = hit.sourceCount
    }
}
