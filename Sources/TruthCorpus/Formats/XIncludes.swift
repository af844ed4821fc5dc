/// What an answer of X's API brings along with its posts: accounts, and the posts that these refer to.
struct XIncludes {
    private(set) var handles: [String: String] = [:]
    private(set) var posts: [String: (author: String, text: String)] = [:]

    /// Takes in an account: `{"id", "username"}`.
    mutating func add(user: JSONPart) {
        let fields = user.members(JSONNames(["id", "username"]))
        if let id = fields[0]?.text, let handle = fields[1]?.string { handles[id] = handle }
    }

    /// Takes in a post that others refer to.
    mutating func add(post: JSONPart) {
        let fields = post.members(JSONNames(["id", "author_id", "text", "note_tweet"]))
        guard let id = fields[0]?.text, let text = fields[3]?["text"]?.string ?? fields[2]?.string else { return }
        posts[id] = (fields[1]?.text ?? "", text)
    }

    /// Takes in the object under `includes`.
    mutating func add(_ includes: JSONPart) {
        for user in includes["users"]?.elements ?? [] { add(user: user) }
        for post in includes["tweets"]?.elements ?? [] { add(post: post) }
    }
}
