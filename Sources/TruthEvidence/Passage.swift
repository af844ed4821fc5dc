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

    public init(
        id: Int64, document: String, title: String? = nil, aliases: [String] = [], text: String, source: String,
        author: String? = nil, created: Date? = nil, url: String? = nil, licence: String? = nil
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

    public init(passage: Passage, score: Double, coverage: Double = 1, isNamed: Bool = false) {
        self.passage = passage
        self.score = score
        self.coverage = coverage
        self.isNamed = isNamed
    }
}

/// Finds passages: the store, or a list in tests.
public protocol PassageSearch: Sendable {
    /// The passages that match `query` best, best first, at most `limit`.
    func search(_ query: String, limit: Int) throws -> [SearchHit]
}

/// Turns texts into vectors of unit length whose inner product says how close their meanings are.
public protocol Embedder: Sendable {
    /// The number of components of each vector.
    var dimension: Int { get }

    /// One vector per text, in order.
    func embed(_ texts: [String]) throws -> [[Float]]
}
