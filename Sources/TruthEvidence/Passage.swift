public import Foundation

/// A stretch of a document, short enough to be read at a glance, with its provenance.
public struct Passage: Sendable, Hashable, Codable, Identifiable {
    /// The store's number for it.
    public var id: Int64
    /// The identity of the document it was cut from.
    public var document: String
    public var title: String?
    /// Other names of what the document describes.
    public var aliases: [String]
    public var text: String
    public var source: String
    public var author: String?
    public var created: Date?
    public var url: String?
    public var licence: String?
    /// The language that the document states, as a code of ISO 639.
    public var language: String?
    /// Where the text stands in its document, in unicode scalars; `nil` where that isn't known.
    public var span: Range<Int>?
    /// The beginning of what a post replies to, where that is in the store.
    public var context: String?

    public init(
        id: Int64, document: String, title: String? = nil, aliases: [String] = [], text: String, source: String,
        author: String? = nil, created: Date? = nil, url: String? = nil, licence: String? = nil, language: String? = nil,
        span: Range<Int>? = nil, context: String? = nil
    ) {
        self.id = id
        self.document = document
        self.title = title
        self.aliases = aliases
        self.text = text
        self.source = source
        self.author = author
        self.created = created
        self.url = url
        self.licence = licence
        self.language = language
        self.span = span
        self.context = context
    }
}

/// A passage that answers a query, and how well.
public struct SearchHit: Sendable, Hashable, Codable {
    public var passage: Passage
    /// Larger is better; comparable only within one search.
    public var score: Double
    /// How much of the query the passage, its title and its aliases speak of, from 0 to 1: the share of the query's content words
    /// found there, each weighted by how rare it is in the store (its IDF). Comparable between searches: a low value on the best
    /// hit means that the store has nothing on the subject.
    public var coverage: Double
    /// The query names this passage's document by its title or an alias.
    public var isNamed: Bool
    /// Where words of the query stand in the passage, in unicode scalars of its text, in their order.
    public var highlights: [Range<Int>]
    /// How many passages say the same (this one among them), and how many different sources and authors say it.
    public var copies: Int
    public var sourceCount: Int

    public init(
        passage: Passage, score: Double, coverage: Double = 1, isNamed: Bool = false, highlights: [Range<Int>] = [], copies: Int = 1,
        sourceCount: Int = 1
    ) {
        self.passage = passage
        self.score = score
        self.coverage = coverage
        self.isNamed = isNamed
        self.highlights = highlights
        self.copies = copies
        self.sourceCount = sourceCount
    }
}

/// Finds passages: the store, or a list in tests.
public protocol PassageSearch: Sendable {
    /// The passages that match `query` best, in the order and within the filters that `options` ask for.
    func search(_ query: String, options: SearchOptions) throws -> [SearchHit]
}

extension PassageSearch {
    /// The passages that match `query` best, best first, at most `limit`.
    public func search(_ query: String, limit: Int) throws -> [SearchHit] {
        try search(query, options: SearchOptions(limit: limit))
    }
}

/// Turns texts into vectors of unit length whose inner product says how close their meanings are.
public protocol Embedder: Sendable {
    /// The number of components of each vector.
    var dimension: Int { get }

    /// One vector per text, in order.
    func embed(_ texts: [String]) throws -> [[Float]]
}
