import Foundation

/// How people change posts when they post them again.
enum Change: String, CaseIterable {
    case retweet, cutRetweet = "cut retweet", quote, link = "another link", letters = "case and punctuation", replaced = "one word replaced"
    case dropped = "one word dropped", added = "one word added", truncated = "cut to 80 %", tags = "two tags added"

    /// The changed post. `words` is a supply of words from other posts.
    func apply(_ text: String, words: [String], random: inout Random) -> String {
        var tokens = text.split(separator: " ").map(String.init)
        let word = words.randomElement(using: &random)!
        let place = Int.random(in: 0..<tokens.count, using: &random)
        switch self {
        case .retweet: return "RT @\(word): \(text)"
        case .cutRetweet: return String("RT @\(word): \(text)".prefix(140)) + (text.count > 120 ? "…" : "")
        case .quote: return "\(["So true:", "This.", "Please read", "Wow, just wow", "Via a friend:"].randomElement(using: &random)!) \"\(text)\""
        case .link:
            tokens.removeAll { $0.hasPrefix("http") }
            return tokens.joined(separator: " ") + " https://t.co/" + String((0..<10).map { _ in "abcdefghijkmnpqrstuvwxyz23456789".randomElement(using: &random)! })
        case .letters: return text.uppercased().replacingOccurrences(of: ".", with: "").replacingOccurrences(of: ",", with: "") + "!!"
        case .replaced: tokens[place] = word
        case .dropped: tokens.remove(at: place)
        case .added: tokens.insert(word, at: place)
        case .truncated: tokens.removeLast(max(1, tokens.count / 5))
        case .tags: tokens += ["#\(word)", "#\(words.randomElement(using: &random)!)"]
        }
        return tokens.joined(separator: " ")
    }
}
