public import Foundation

/// A stretch of a document, short enough to be read at a glance, with its provenance.
public struct Passage: Sendable, Hashable, Codable, Identifiable {
    /// The store's number for it.
    public var id: Int64
    /// The identity of the document it was cut from.
    public var document: String
    public var title: String?
    public var text: String
    public var source: String
    public var author: String?
    public var created: Date?
    public var url: String?
    public var licence: String?

    public init(
        id: Int64, document: String, title: String? = nil, text: String, source: String, author: String? = nil,
        created: Date? = nil, url: String? = nil, licence: String? = nil
    ) {
        self.id = id
        self.document = document
        self.title = title
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

    public init(passage: Passage, score: Double) {
        self.passage = passage
        self.score = score
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
