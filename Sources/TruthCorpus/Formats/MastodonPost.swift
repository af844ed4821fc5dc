import Foundation

/// What a post on Mastodon, or another service of the Fediverse, says.
struct MastodonPost {
    /// Its ActivityPub address, by which every server knows it.
    var id: String
    var html: String
    var author: String?
    var created: Date?
    var url: String?
    var language: String?
    /// The content warning.
    var warning: String?
    /// An identity of ours, or an address.
    var replyTo: String?

    static let source = "Mastodon"

    func outcome(rawHash: Data, context: ReadingContext) -> ReadOutcome {
        do throws(RecordFault) {
            let text = try HTMLText.text(ofFragment: html)
            if text.isEmpty { return .leftOut(.withoutText) }
            let source = context.options.source ?? author.map { "Mastodon \($0)" } ?? Self.source
            var document = Document(identity: "\(context.options.source ?? Self.source)/\(id)", title: warning, text: text, source: source)
            document.author = author
            document.created = created
            document.url = url ?? id
            document.language = XPost.language(language)
            document.replyTo = replyTo
            document.rawHash = rawHash
            document.isPost = true
            return .document(document)
        } catch {
            return .fault(error)
        }
    }

    /// `@name@host` of an account's address: `https://host/users/name` or `https://host/@name`.
    static func handle(ofActor address: String?) -> String? {
        guard let address, let url = URLComponents(string: address), let host = url.host, let name = url.path.split(separator: "/").last else {
            return nil
        }
        return "@\(name.hasPrefix("@") ? name.dropFirst() : name)@\(host)"
    }

    static let everybody: Set<String> = ["https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"]
}
