import Foundation

/// The archive that a service gives its users, found by the names of its files.
struct ServiceArchive {
    enum Service: Sendable {
        case x, mastodon
    }

    let service: Service
    /// What the names of its files begin with: empty, or a folder and a slash.
    let root: String
    /// The files that hold posts.
    let posts: Set<String>

    /// The format of the files that hold posts.
    var format: DocumentFormat { service == .x ? .xArchive : .mastodonOutbox }

    /// Whether a file belongs to the archive. What belongs to it and isn't named in `posts` is never opened by others.
    func owns(_ name: String) -> Bool {
        guard name.hasPrefix(root) else { return false }
        if service == .x { return true }
        let rest = name.dropFirst(root.count)
        return ["outbox.json", "actor.json", "likes.json", "bookmarks.json"].contains(String(rest)) || rest.hasPrefix("media_attachments/")
            || rest.hasPrefix("avatar.") || rest.hasPrefix("header.")
    }

    static func all(in names: [String]) -> [ServiceArchive] {
        let posts = Dictionary(grouping: names.filter { XArchiveFile.holdsPosts($0) }, by: XArchiveFile.root)
        let x = posts.keys.sorted().map { ServiceArchive(service: .x, root: $0, posts: Set(posts[$0]!)) }
        let all = Set(names)
        let outboxes = names.filter { $0 == "outbox.json" || $0.hasSuffix("/outbox.json") }.sorted()
        let mastodon = outboxes.compactMap { name in
            let root = String(name.dropLast("outbox.json".count))
            return all.contains(root + "actor.json") ? ServiceArchive(service: .mastodon, root: root, posts: [name]) : nil
        }
        return x + mastodon
    }
}

/// The names of the files in an X archive, over the years.
enum XArchiveFile {
    /// Whether a script holds the account's posts: `tweets.js`, `tweets-part3.js`, `tweet.js`, `community-tweet.js`, `js/tweets/2015_01.js`.
    static func holdsPosts(_ name: String) -> Bool {
        let parts = name.split(separator: "/")
        guard let file = parts.last, file.hasSuffix(".js") else { return false }
        if parts.count >= 3, parts[parts.count - 2] == "tweets", parts[parts.count - 3] == "js" { return file.first?.isNumber == true }
        return ["tweets", "tweet", "community-tweet"].contains(withoutPart(String(file)))
    }

    static func holdsNotes(_ name: String) -> Bool { withoutPart((name as NSString).lastPathComponent) == "note-tweet" }

    static func holdsAccount(_ name: String) -> Bool {
        let file = (name as NSString).lastPathComponent
        return file == "account.js" || file == "user_details.js"
    }

    /// `tweets-part1.js` is a part of `tweets`.
    private static func withoutPart(_ file: String) -> String? {
        guard file.hasSuffix(".js") else { return nil }
        let stem = file.dropLast(3)
        guard let part = stem.range(of: "-part", options: .backwards), stem[part.upperBound...].allSatisfy(\.isNumber) else { return String(stem) }
        return String(stem[..<part.lowerBound])
    }

    /// The folder that the whole archive is, with a slash behind it: the one around `data`, or where the oldest archives have no
    /// `data`, the one with the posts.
    static func root(of name: String) -> String {
        var parts = name.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        if parts.suffix(2) == ["js", "tweets"] { parts = parts.dropLast(2) }
        if parts.last == "data" { parts = parts.dropLast() }
        return parts.map { $0 + "/" }.joined()
    }
}
