import Foundation

/// Makes documents of posts as X's archives hold them, and as version 1.1 of its API gave them.
struct XArchiveMapper: JSONMapper {
    private let context: ReadingContext
    private let account: XAccount
    private let notes: XNotes?

    /// - Parameters:
    ///   - account: Whose archive it is, where that is known.
    ///   - notes: The long posts, which a file of their own holds.
    init(context: ReadingContext, account: XAccount = XAccount(), notes: XNotes? = nil) {
        self.context = context
        self.account = account
        self.notes = notes
    }

    func outcomes(of value: JSONPart) -> [ReadOutcome] {
        do throws(RecordFault) {
            return [try post(value).outcome(rawHash: Document.hash(of: value.rawBytes), context: context)]
        } catch {
            return [.fault(error)]
        }
    }

    private static let names = JSONNames([
        "id_str", "id", "full_text", "text", "created_at", "lang", "in_reply_to_status_id_str", "in_reply_to_status_id",
        "in_reply_to_user_id_str", "in_reply_to_screen_name", "entities", "retweeted_status", "user", "in_reply_to_user_id",
    ])

    private func post(_ value: JSONPart) throws(RecordFault) -> XPost {
        let fields = unwrapped(value).members(Self.names)
        guard let id = fields[0]?.text ?? fields[1]?.text, !id.isEmpty, id.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw RecordFault(reason: "the post has no id")
        }
        guard let stored = fields[2]?.string ?? fields[3]?.string else { throw RecordFault(reason: "the post \(id) has no text") }
        var post = XPost(id: id, stored: stored)
        if let date = fields[4]?.text { post.created = try DateText.created(date) }
        post.language = XPost.language(fields[5]?.string)
        let user = fields[12].map { XAccount(user: $0) }
        post.handle = user?.handle ?? account.handle
        if let entities = fields[10] { post.links = Self.links(entities) }
        if let target = fields[6]?.text ?? fields[7]?.text, !target.isEmpty {
            let author = fields[8]?.text ?? fields[13]?.text
            post.reply = XPost.Reply(id: target, handle: fields[9]?.string, isToOwnPost: author != nil && author == user?.id ?? account.id)
        }
        post.repost = Self.repost(fields[11], stored)
        if post.repost == nil, let notes { post.long = notes.text(of: post) }
        return post
    }

    private static let wrappers = JSONNames(["tweet", "communityTweet", "community_tweet"])

    /// Archives wrap each post: `{"tweet": {…}}`.
    private func unwrapped(_ value: JSONPart) -> JSONPart {
        value.members(Self.wrappers).first ?? value
    }

    private static func repost(_ source: JSONPart?, _ stored: String) -> XPost.Repost? {
        let seen = XText.repost(stored).map { XPost.Repost(handle: $0.handle, text: $0.text) }
        guard let source, source.isObject else { return seen }
        let text = source["full_text"]?.string ?? source["text"]?.string
        return XPost.Repost(handle: source["user"]?["screen_name"]?.string ?? seen?.handle, text: text ?? seen?.text ?? stored)
    }

    /// Short links become the addresses that they lead to; those of pictures, which are no text, go.
    private static func links(_ entities: JSONPart) -> [XText.Link] {
        let groups = entities.members(JSONNames(["urls", "media"]))
        let addresses = (groups[0]?.elements ?? []).compactMap { link($0, isPicture: false) }
        return addresses + (groups[1]?.elements ?? []).compactMap { link($0, isPicture: true) }
    }

    private static let linkNames = JSONNames(["url", "expanded_url", "indices"])

    private static func link(_ value: JSONPart, isPicture: Bool) -> XText.Link? {
        let fields = value.members(linkNames)
        let places = (fields[2]?.elements ?? []).compactMap(\.integer)
        guard let short = fields[0]?.string, places.count == 2, 0 <= places[0], places[0] <= places[1] else { return nil }
        return XText.Link(range: places[0]..<places[1], short: short, replacement: isPicture ? "" : fields[1]?.string ?? short)
    }
}

/// An account on X.
struct XAccount {
    var id: String?
    /// Without the `@`.
    var handle: String?

    init(id: String? = nil, handle: String? = nil) {
        self.id = id
        self.handle = handle
    }

    /// As `account.js`, `user_details.js`, and the posts of old archives describe it.
    init(user value: JSONPart) {
        let fields = value.members(JSONNames(["accountId", "id_str", "id", "username", "screen_name"]))
        id = fields[0]?.text ?? fields[1]?.text ?? fields[2]?.text
        handle = fields[3]?.string ?? fields[4]?.string
    }
}
