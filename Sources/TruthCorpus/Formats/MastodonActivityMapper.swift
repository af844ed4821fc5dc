/// Makes documents of the activities in a Mastodon outbox.
///
/// `Create` holds a post; `Announce` passes on an address and is left out. Who may see a post stands in `to` and `cc`.
struct MastodonActivityMapper: JSONMapper {
    let context: ReadingContext

    private static let activityNames = JSONNames(["type", "object", "actor"])
    private static let noteNames = JSONNames([
        "id", "type", "summary", "inReplyTo", "published", "url", "attributedTo", "to", "cc", "content", "contentMap", "oneOf", "anyOf",
    ])

    func outcomes(of value: JSONPart) -> [ReadOutcome] {
        let fields = value.members(Self.activityNames)
        switch fields[0]?.string {
        case "Create", "Update":
            guard let object = fields[1], object.isObject else { return [.leftOut(.notAPost)] }
            return [note(object, actor: fields[2]?.string)]
        case "Announce": return [.leftOut(.repost)]
        case "Note", "Question", "Article": return [note(value, actor: nil)]
        case nil: return [.fault(RecordFault(reason: "the activity has no type"))]
        default: return [.leftOut(.notAPost)]
        }
    }

    private func note(_ object: JSONPart, actor: String?) -> ReadOutcome {
        let fields = object.members(Self.noteNames)
        guard ["Note", "Question", "Article", "Page"].contains(fields[1]?.string) else { return .leftOut(.notAPost) }
        guard isVisible(to: fields[7], cc: fields[8]) else { return .leftOut(.notPublic) }
        do throws(RecordFault) {
            guard let id = fields[0]?.string, !id.isEmpty else { throw RecordFault(reason: "the post has no id") }
            guard let html = fields[9]?.string else { throw RecordFault(reason: "the post \(id) has no content") }
            let options = (fields[11] ?? fields[12])?.elements.compactMap { $0["name"]?.string } ?? []
            var post = MastodonPost(id: id, html: html + options.map { "<p>\(HTMLText.escaped($0))</p>" }.joined())
            let address = fields[6]?.string ?? actor
            post.author = MastodonPost.handle(ofActor: address)
            if let date = fields[4]?.text { post.created = try DateText.created(date) }
            post.url = fields[5]?.string
            post.warning = fields[2]?.string.flatMap { $0.isEmpty ? nil : $0 }
            let languages = fields[10]?.pairs ?? []
            post.language = languages.count == 1 ? languages[0].name : languages.first { $0.value.string == html }?.name
            post.replyTo = fields[3]?.string.map { reply(to: $0, from: address) }
            return post.outcome(rawHash: Document.hash(of: object.rawBytes), context: context)
        } catch {
            return .fault(error)
        }
    }

    /// Posts of the same account are documents too, and named as such.
    private func reply(to target: String, from actor: String?) -> String {
        guard let actor, target.hasPrefix(actor + "/") else { return target }
        return "\(context.options.source ?? MastodonPost.source)/\(target)"
    }

    private func isVisible(to: JSONPart?, cc: JSONPart?) -> Bool {
        func names(_ part: JSONPart?) -> [String] { part.map { $0.isArray ? $0.elements.compactMap(\.string) : [$0.string].compactMap { $0 } } ?? [] }
        if names(to).contains(where: MastodonPost.everybody.contains) { return true }
        return context.options.keepsUnlisted && names(cc).contains(where: MastodonPost.everybody.contains)
    }
}
