public import Foundation

/// A text with where it came from.
public struct Document: Sendable, Hashable, Codable {
    /// Stable over re-imports: the same item of the same source has the same identity.
    public var identity: String
    /// A headword, a headline, or the first heading; `nil` when the text has none.
    public var title: String?
    /// Other names of what it describes, such as abbreviations.
    public var aliases: [String]
    public var text: String
    /// The collection it belongs to, such as `FOLDOC`.
    public var source: String
    public var author: String?
    /// When it was written, or last revised.
    public var created: Date?
    public var url: String?
    public var licence: String?
    /// The language as a two- or three-letter code of ISO 639, as the source states it or as it was identified; `nil` when unknown.
    public var language: String?
    /// What it replies to: the identity of a document of the same source where that is known, else an address.
    public var replyTo: String?
    /// The SHA-256 of the record as it stood in its file, 32 bytes; `nil` when the reader doesn't state one.
    public var rawHash: Data?
    /// Whether it is a post, which is read, found and shown as a whole.
    public var isPost: Bool

    public init(
        identity: String, title: String? = nil, aliases: [String] = [], text: String, source: String, author: String? = nil,
        created: Date? = nil, url: String? = nil, licence: String? = nil, language: String? = nil, replyTo: String? = nil,
        rawHash: Data? = nil, isPost: Bool = false
    ) {
        self.identity = identity
        self.title = title
        self.aliases = aliases
        self.text = text
        self.source = source
        self.author = author
        self.created = created
        self.url = url
        self.licence = licence
        self.language = language
        self.replyTo = replyTo
        self.rawHash = rawHash
        self.isPost = isPost
    }
}
