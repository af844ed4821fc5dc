import Foundation

/// Makes documents of posts as Mastodon's REST API gives them.
struct MastodonStatusMapper: JSONMapper {
    let context: ReadingContext

    private static let names = JSONNames([
        "uri", "id", "created_at", "visibility", "language", "url", "content", "reblog", "spoiler_text", "in_reply_to_id", "in_reply_to_account_id",
        "account", "poll",
    ])

    func outcomes(of value: JSONPart) -> [ReadOutcome] {
        let fields = value.members(Self.names)
        if let reblog = fields[7], reblog.isObject { return [context.options.keepsReposts ? status(reblog) : .leftOut(.repost)] }
        return [status(value)]
    }

    private func status(_ value: JSONPart) -> ReadOutcome {
        let fields = value.members(Self.names)
        let visibility = fields[3]?.string
        guard visibility == "public" || visibility == nil || visibility == "unlisted" && context.options.keepsUnlisted else {
            return .leftOut(.notPublic)
        }
        do throws(RecordFault) {
            guard let id = fields[0]?.string ?? fields[1]?.text, !id.isEmpty else { throw RecordFault(reason: "the post has no id") }
            guard let html = fields[6]?.string else { throw RecordFault(reason: "the post \(id) has no content") }
            let options = fields[12]?["options"]?.elements.compactMap { $0["title"]?.string } ?? []
            var post = MastodonPost(id: id, html: html + options.map { "<p>\(HTMLText.escaped($0))</p>" }.joined())
            post.author = Self.handle(of: fields[11])
            if let date = fields[2]?.text { post.created = try DateText.created(date) }
            post.url = fields[5]?.string
            post.language = fields[4]?.string
            post.warning = fields[8]?.string.flatMap { $0.isEmpty ? nil : $0 }
            if let target = fields[9]?.text {
                let isOwn = fields[10]?.text != nil && fields[10]?.text == fields[11]?["id"]?.text
                post.replyTo = reply(to: target, from: id, isOwn: isOwn)
            }
            return post.outcome(rawHash: Document.hash(of: value.rawBytes), context: context)
        } catch {
            return .fault(error)
        }
    }

    /// `@name@host`: accounts of the answering server itself come without the host.
    private static func handle(of account: JSONPart?) -> String? {
        guard let name = account?["acct"]?.string else { return nil }
        if name.contains("@") { return "@" + name }
        guard let url = account?["url"]?.string, let host = URLComponents(string: url)?.host else { return "@" + name }
        return "@\(name)@\(host)"
    }

    /// The answer tells only the number of what a post replies to; for posts of the same account, that makes its address.
    private func reply(to number: String, from id: String, isOwn: Bool) -> String? {
        guard let slash = id.lastIndex(of: "/") else { return nil }
        if isOwn { return "\(context.options.source ?? MastodonPost.source)/\(id[...slash])\(number)" }
        guard let url = URLComponents(string: id), let host = url.host else { return nil }
        return "\(url.scheme ?? "https")://\(host)\(url.port.map { ":\($0)" } ?? "")/web/statuses/\(number)"
    }
}
