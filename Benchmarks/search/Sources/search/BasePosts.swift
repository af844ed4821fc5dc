import Foundation

/// Real posts, and changed copies of them: what a large collection is made from.
struct BasePosts {
    struct Post {
        var text: String
        var author: String
        var created: Double
    }

    let posts: [Post]
    private let words: [String]

    /// Posts of 16 news organisations' health accounts and of TweetEval, without repetitions, in a seeded order.
    init(data: String, limit: Int) throws {
        var posts: [Post] = [], seen: Set<String> = []
        for record in try records(Self.unpacked("\(data)/health_news_tweets/tweets.jsonl.gz")) {
            guard let text = record["text"] as? String, seen.insert(text).inserted else { continue }
            let date = (record["created_at"] as? String).flatMap { try? Date($0, strategy: .iso8601) }
            posts.append(Post(text: text, author: record["account"] as? String ?? "unknown", created: date?.timeIntervalSince1970 ?? 1.4e9))
        }
        for name in ["emoji_train", "emoji_test"] {
            for record in try records(Self.unpacked("\(data)/tweeteval/\(name).jsonl.gz")) {
                guard let text = record["text"] as? String, seen.insert(text).inserted else { continue }
                posts.append(Post(text: text, author: "user\(posts.count % 5000)", created: 1.45e9 + Double(posts.count)))
            }
        }
        var random = Seeded(state: 11)
        posts.shuffle(using: &random)
        self.posts = Array(posts.prefix(limit))
        words = posts.prefix(20_000).flatMap { $0.text.split(separator: " ").map(String.init) }
    }

    private static func unpacked(_ path: String) throws -> String {
        let target = FileManager.default.temporaryDirectory.appending(path: "search-" + (path as NSString).lastPathComponent + ".jsonl").path
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "gzip -dc \"$0\" > \"$1\"", path, target]
        try process.run()
        process.waitUntilExit()
        return target
    }

    /// Copy `number` of the posts: the first round is the posts themselves; later ones have about a quarter of their words left out,
    /// exchanged for words of other posts or joined by some.
    func text(_ number: Int) -> String {
        let base = posts[number % posts.count].text
        if number < posts.count { return base }
        var random = Seeded(state: UInt64(number) &* 77 &+ 5)
        var result: [String] = []
        for word in base.split(separator: " ") {
            switch random.next() % 16 {
            case 0: continue
            case 1, 2: result.append(words[Int(random.next() % UInt64(words.count))])
            case 3: result += [String(word), words[Int(random.next() % UInt64(words.count))]]
            default: result.append(String(word))
            }
        }
        return result.isEmpty ? base + " \(number)" : result.joined(separator: " ")
    }
}
