import Foundation

/// Makes documents of what version 2 of X's API answers: pages of posts with their `includes`, or single posts.
struct XAPIMapper: JSONMapper {
    private let context: ReadingContext
    private let includes: XIncludes

    init(context: ReadingContext, includes: XIncludes = XIncludes()) {
        self.context = context
        self.includes = includes
    }

    private static let pageNames = JSONNames(["data", "includes", "errors", "text", "username", "detail", "status", "title"])

    func outcomes(of value: JSONPart) -> [ReadOutcome] {
        let fields = value.members(Self.pageNames)
        if fields[3] == nil, let data = fields[0], data.isArray || data.isObject { return page(data, includes: fields[1], errors: fields[2]) }
        if fields[3] != nil { return [post(value)] }
        if fields[4] != nil { return [.leftOut(.notAPost)] }
        let refusal = Self.refusal(detail: fields[5], status: fields[6], title: fields[7])
        return [.fault(refusal ?? RecordFault(reason: "neither a page of posts (data), nor a post (id, text)"))]
    }

    private func page(_ data: JSONPart, includes: JSONPart?, errors: JSONPart?) -> [ReadOutcome] {
        var known = self.includes
        if let includes { known.add(includes) }
        let mapper = XAPIMapper(context: context, includes: known)
        let posts = data.isArray ? data.elements : [data]
        return posts.map { $0["text"] == nil ? .leftOut(.notAPost) : mapper.post($0) } + (errors?.elements ?? []).map { _ in .leftOut(.notGiven) }
    }

    /// What the API says when it refuses: too many requests, for instance.
    static func refusal(detail: JSONPart?, status: JSONPart?, title: JSONPart?) -> RecordFault? {
        guard let text = detail?.string ?? title?.string else { return nil }
        return RecordFault(reason: "no posts, but a refusal of X's API: \(text)" + (status?.text.map { " (\($0))" } ?? ""))
    }

    // MARK: Posts

    private static let postNames = JSONNames([
        "id", "text", "created_at", "lang", "author_id", "entities", "referenced_tweets", "in_reply_to_user_id", "note_tweet", "author",
    ])

    private func post(_ value: JSONPart) -> ReadOutcome {
        do throws(RecordFault) {
            return try read(value).outcome(rawHash: Document.hash(of: value.rawBytes), context: context)
        } catch {
            return .fault(error)
        }
    }

    private func read(_ value: JSONPart) throws(RecordFault) -> XPost {
        let fields = value.members(Self.postNames)
        guard let id = fields[0]?.text, !id.isEmpty, id.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw RecordFault(reason: "the post has no id")
        }
        guard let stored = fields[1]?.string else { throw RecordFault(reason: "the post \(id) has no text") }
        var post = XPost(id: id, stored: stored)
        if let date = fields[2]?.text { post.created = try DateText.created(date) }
        post.language = XPost.language(fields[3]?.string)
        let author = fields[4]?.text
        // Collectors write the account into the post itself.
        post.handle = author.flatMap { includes.handles[$0] } ?? fields[9]?["username"]?.string
        post.links = Self.links(fields[5])
        if let note = fields[8], let long = note["text"]?.string { post.long = XText.plain(long, links: Self.links(note["entities"])) }
        for reference in fields[6]?.elements ?? [] { refer(&post, to: reference, author: author, target: fields[7]?.text) }
        if post.repost == nil, let seen = XText.repost(stored) { post.repost = XPost.Repost(handle: seen.handle, text: seen.text) }
        return post
    }

    private func refer(_ post: inout XPost, to reference: JSONPart, author: String?, target: String?) {
        guard let id = reference["id"]?.text else { return }
        switch reference["type"]?.string {
        case "replied_to":
            let isOwn = author != nil && author == (target ?? includes.posts[id]?.author)
            post.reply = XPost.Reply(id: id, handle: target.flatMap { includes.handles[$0] }, isToOwnPost: isOwn)
        case "retweeted":
            let seen = XText.repost(post.stored)
            let original = includes.posts[id]
            let handle = original.flatMap { includes.handles[$0.author] } ?? seen?.handle
            post.repost = XPost.Repost(handle: handle, text: original?.text ?? seen?.text ?? post.stored)
            // The places of its links are those in the shortened text.
            if original != nil { post.links = [] }
        default: break
        }
    }

    private static let linkNames = JSONNames(["url", "expanded_url", "start", "end", "media_key"])

    private static func links(_ entities: JSONPart?) -> [XText.Link] {
        (entities?["urls"]?.elements ?? []).compactMap { url in
            let fields = url.members(linkNames)
            guard let short = fields[0]?.string, let start = fields[2]?.integer, let end = fields[3]?.integer, 0 <= start, start <= end else {
                return nil
            }
            return XText.Link(range: start..<end, short: short, replacement: fields[4] == nil ? fields[1]?.string ?? short : "")
        }
    }
}
