import Foundation

/// What a post on X says, whichever way it was got.
struct XPost {
    var id: String
    /// As it is stored, with short links and HTML's escapes.
    var stored: String
    var links: [XText.Link] = []
    /// The whole of a long post, of which `stored` is the beginning.
    var long: String?
    var created: Date?
    var language: String?
    /// Without the `@`; `nil` when nothing names the account.
    var handle: String?
    var reply: Reply?
    var repost: Repost?

    struct Reply {
        var id: String
        var handle: String?
        /// Whether the post was written to another of the same account.
        var isToOwnPost: Bool
    }

    /// Words of somebody else.
    struct Repost {
        /// `nil` when nothing names them.
        var handle: String?
        var text: String
    }

    /// The document, or why there is none.
    func outcome(rawHash: Data, context: ReadingContext) -> ReadOutcome {
        if repost != nil, !context.options.keepsReposts { return .leftOut(.repost) }
        let text = repost.map { XText.plain($0.text, links: links) } ?? long ?? XText.plain(stored, links: links)
        if text.isEmpty { return .leftOut(.withoutText) }
        if text.utf8.contains(0) { return .fault(RecordFault(reason: "the post contains a NUL character")) }
        let prefix = context.options.source ?? "X"
        var document = Document(identity: "\(prefix)/\(id)", text: text, source: context.options.source ?? handle.map { "X @\($0)" } ?? "X")
        // A repost is found under the account that passed it on, and said to be by the one who wrote it.
        document.author = (repost == nil ? handle : repost?.handle).map { "@\($0)" }
        if repost != nil { document.title = handle.map { "Passed on by @\($0)" } ?? "Passed on" }
        document.created = created
        document.url = Self.address(of: id, handle: handle)
        document.language = language
        document.replyTo = reply.map { $0.isToOwnPost ? "\(prefix)/\($0.id)" : Self.address(of: $0.id, handle: $0.handle) }
        document.rawHash = rawHash
        document.isPost = true
        return .document(document)
    }

    static func address(of id: String, handle: String?) -> String { "https://x.com/\(handle ?? "i/web")/status/\(id)" }

    /// X's names of languages as ISO 639 has them; `nil` for its ways of saying that there is none.
    static func language(_ code: String?) -> String? {
        guard let code = code?.split(separator: "-").first.map({ $0.lowercased() }), (2...3).contains(code.utf8.count) else { return nil }
        if ["und", "zxx", "art", "mul"].contains(code) || code.hasPrefix("q") { return nil }
        return ["in": "id", "iw": "he", "ji": "yi"][code] ?? code
    }
}
