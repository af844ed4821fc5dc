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

    public init(
        identity: String, title: String? = nil, aliases: [String] = [], text: String, source: String, author: String? = nil,
        created: Date? = nil, url: String? = nil, licence: String? = nil
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
    }
}
