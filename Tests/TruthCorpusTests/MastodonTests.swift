import Foundation
import Testing
import TruthCorpus

@Suite struct MastodonTests {
    static func create(_ id: Int, _ content: String, to: String = "https://www.w3.org/ns/activitystreams#Public", cc: String = "https://s.example/users/org/followers", more: String = "") -> String {
        let html = content.replacingOccurrences(of: "\"", with: "\\\"")
        return #"{"type": "Create", "actor": "https://s.example/users/org", "object": {"id": "https://s.example/users/org/statuses/\#(id)", "type": "Note", "published": "2022-11-08T03:07:14Z", "url": "https://s.example/@org/\#(id)", "attributedTo": "https://s.example/users/org", "to": ["\#(to)"], "cc": ["\#(cc)"], "content": "\#(html)", "contentMap": {"de": "\#(html)"}\#(more)}}"#
    }

    static func outbox(_ activities: [String]) -> String {
        #"{"@context": ["https://www.w3.org/ns/activitystreams"], "id": "outbox.json", "type": "OrderedCollection", "totalItems": 1, "orderedItems": [], "orderedItems": [\#(activities.joined(separator: ", "))]}"#
    }

    static let sample = outbox([
        create(1, #"<p>Hello <span class="h-card"><a href="https://s.example/@you">@<span>you</span></a></span><br />&amp; all</p><p><a href="https://example.org/long"><span class="invisible">https://</span><span class="ellipsis">example.org/</span><span class="invisible">long</span></a></p>"#),
        create(2, "<p>Reply</p>", more: #", "inReplyTo": "https://s.example/users/org/statuses/1", "summary": "A warning""#),
        create(3, "<p>Unlisted</p>", to: "https://s.example/users/org/followers", cc: "https://www.w3.org/ns/activitystreams#Public"),
        create(4, "<p>Private</p>", to: "https://s.example/users/org/followers", cc: ""),
        create(5, "<p>To you</p>", to: "https://s.example/users/you", cc: ""),
        create(6, ""), #"{"type": "Announce", "object": "https://other.example/1"}"#, #"{"type": "Like", "object": "https://other.example/1"}"#,
    ])

    @Test func `public posts are read from the second list of the same name`() throws {
        let folder = try TestFolder()
        let (documents, rejected, leftOut) = try readAll(try folder.write("outbox.json", Self.sample))
        #expect(rejected.isEmpty)
        #expect(documents.map(\.text) == ["Hello @you\n& all\n\nhttps://example.org/long", "Reply"])
        #expect(documents.allSatisfy { $0.isPost })
        #expect(documents[0].author == "@org@s.example" && documents[0].source == "Mastodon @org@s.example" && documents[0].language == "de")
        #expect(documents[0].identity == "Mastodon/https://s.example/users/org/statuses/1" && documents[0].url == "https://s.example/@org/1")
        #expect(documents[1].replyTo == documents[0].identity && documents[1].title == "A warning")
        #expect(leftOut == [.notPublic: 3, .withoutText: 1, .repost: 1, .notAPost: 1])
    }

    @Test func `unlisted posts are kept where that is asked for, private ones never`() throws {
        let folder = try TestFolder()
        var options = ReadingOptions()
        options.keepsUnlisted = true
        let (documents, _, leftOut) = try readAll(try folder.write("outbox.json", Self.sample), options: options)
        #expect(documents.map(\.text).contains("Unlisted") && leftOut[.notPublic] == 2)
    }

    @Test func `an archive is found in a tar file, and what lies beside the posts is passed over`() throws {
        let folder = try TestFolder()
        let file = try folder.write(
            "archive.tar.gz",
            storedGzip(tar([
                ("actor.json", utf8("{\"type\": \"Person\"}")), ("likes.json", utf8("{}")), ("outbox.json", utf8(Self.sample)),
                ("media_attachments/files/1/a.txt", utf8("secret")), ("avatar.png", [1, 2, 3]),
            ])))
        let (documents, rejected) = try read(file)
        #expect(documents.count == 2 && rejected.isEmpty)
    }

    @Test(.enabled(if: formatsFolder != nil, "set TRUTHGPT_TEST_DATA to the folder of real data"))
    func `real files are read whole`() throws {
        let folder = try #require(formatsFolder) + "/mastodon"
        let (documents, rejected, leftOut) = try readAll(folder + "/outbox.json")
        #expect(rejected.isEmpty && leftOut[.repost] == 40)
        #expect(documents.count + (leftOut[.withoutText] ?? 0) == 240)
        #expect(documents.allSatisfy { !$0.text.contains("<") || $0.text.contains(" < ") } && documents.allSatisfy { $0.language == "en" })
        #expect(documents.count { $0.title != nil } >= 6)
        let statuses = try readAll(folder + "/api_v1_statuses.json")
        #expect(statuses.rejected.isEmpty && statuses.documents.count + (statuses.leftOut[.withoutText] ?? 0) == 18)
        #expect(statuses.leftOut[.repost] == 5 && statuses.leftOut[.notPublic] == 9)
    }
}
