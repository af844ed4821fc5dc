import Foundation

/// The long posts of an X archive. Their numbers are not the posts' numbers: a post is found by when it was written and by how it begins.
final class XNotes {
    private struct Note {
        var text: String
        var isTaken = false
    }

    private var bySecond: [Int: [Note]] = [:]

    /// Takes in `{"noteTweet": {"createdAt", "core": {"text", "urls"}}}`.
    ///
    /// - Throws: `RecordFault` when there is no text or no date.
    func add(_ value: JSONPart) throws(RecordFault) {
        let note = value["noteTweet"] ?? value
        let core = note["core"] ?? note["noteTweetResults"] ?? note["noteTweetContents"] ?? note
        guard let stored = core["text"]?.string else { throw RecordFault(reason: "the long post has no text") }
        guard let written = note["createdAt"]?.text else { throw RecordFault(reason: "the long post has no date, by which its post is found") }
        var text = XText.plain(stored, links: [])
        for link in core["urls"]?.elements ?? [] {
            let fields = link.members(JSONNames(["shortUrl", "url", "expandedUrl", "expanded_url"]))
            if let short = fields[0]?.string ?? fields[1]?.string, let long = fields[2]?.string ?? fields[3]?.string {
                text = XText.replacing(short, in: text, with: long)
            }
        }
        bySecond[Int(try DateText.created(written).timeIntervalSince1970.rounded(.down)), default: []].append(Note(text: text))
    }

    /// The long text of a post; `nil` when it has none.
    func text(of post: XPost) -> String? {
        guard let created = post.created, !bySecond.isEmpty else { return nil }
        let second = Int(created.timeIntervalSince1970.rounded(.down))
        let beginning = Self.beginning(XText.plain(post.stored, links: post.links))
        for key in [second, second - 1, second + 1] {
            guard let index = bySecond[key]?.firstIndex(where: { Self.beginning($0.text).hasPrefix(beginning) }) else { continue }
            bySecond[key]![index].isTaken = true
            return bySecond[key]![index].text
        }
        return nil
    }

    /// How many have not been found by their posts.
    var countWithoutPost: Int { bySecond.values.reduce(0) { $0 + $1.count { !$0.isTaken } } }

    /// Up to the mark of an omission, without links and what white space was.
    private static func beginning(_ text: String) -> String {
        var words: [Substring] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            if word.hasPrefix("https://") || word.hasPrefix("http://") { continue }
            guard let omission = word.firstIndex(of: "…") else {
                words.append(word)
                continue
            }
            words.append(word[..<omission])
            break
        }
        return words.joined(separator: " ")
    }
}
