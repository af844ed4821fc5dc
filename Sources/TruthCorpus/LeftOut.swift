/// Why something that was read well didn't become a document, or became one without its date.
public enum LeftOut: String, Sendable, Hashable, Codable, CaseIterable, CustomStringConvertible {
    /// Somebody else's words, passed on: X's reposts, Mastodon's boosts.
    case repost
    /// A post that not everybody may see.
    case notPublic
    /// Pictures alone.
    case withoutText
    /// Accounts, likes and other things beside the posts.
    case notAPost
    /// A post that an answer of X's API speaks of, without giving it.
    case notGiven
    /// A picture, a film, a font, a program.
    case notText
    /// A document that was kept, without the date that it states, because that isn't one.
    case dateNotUnderstood

    public var description: String {
        switch self {
        case .repost: "posts of others passed on (keep them with --keep-reposts)"
        case .notPublic: "posts that are not public"
        case .withoutText: "without text"
        case .notAPost: "no posts (accounts, activities of other kinds)"
        case .notGiven: "posts that the service mentions without giving them"
        case .notText: "files that hold no text (pictures, films, programs)"
        case .dateNotUnderstood: "kept without their date, which isn't understood"
        }
    }
}
