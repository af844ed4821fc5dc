import Foundation
import Testing
import TruthCorpus

@Suite struct XAPITests {
    static let page = #"""
        {"data": [
          {"id": "3", "author_id": "1", "created_at": "2024-06-10T15:04:05.000Z", "lang": "en", "text": "Report &amp; more 🎉 https://t.co/a",
           "entities": {"urls": [{"start": 20, "end": 34, "url": "https://t.co/a", "expanded_url": "https://example.org/r"}]}},
          {"id": "2", "author_id": "1", "in_reply_to_user_id": "2", "text": "@user Thanks.", "referenced_tweets": [{"type": "replied_to", "id": "9"}]},
          {"id": "1", "author_id": "1", "text": "RT @user: A long post which…", "referenced_tweets": [{"type": "retweeted", "id": "7"}]},
          {"id": "4", "author_id": "1", "text": "Long…", "note_tweet": {"text": "Long, and whole."}}],
         "includes": {"users": [{"id": "1", "username": "org"}, {"id": "2", "username": "user"}],
                      "tweets": [{"id": "7", "author_id": "2", "text": "A long post which is whole here."}]},
         "errors": [{"title": "Not Found Error"}], "meta": {"result_count": 4}}
        """#

    @Test func `a page of posts is read with what it includes, as a file and as a line`() throws {
        let folder = try TestFolder()
        let line = Self.page.replacingOccurrences(of: "\n", with: " ")
        for path in [try folder.write("page.json", Self.page), try folder.write("pages.jsonl", line + "\n" + line), try folder.write("pages.json", line + "\n" + line)] {
            let (documents, rejected, leftOut) = try readAll(path)
            let copies = path.hasSuffix("pages.jsonl") || path.hasSuffix("pages.json") ? 2 : 1
            #expect(rejected.isEmpty, "\(path): \(rejected)")
            #expect(documents.prefix(3).map(\.text) == ["Report & more 🎉 https://example.org/r", "@user Thanks.", "Long, and whole."])
            #expect(documents.count == 3 * copies && documents.allSatisfy { $0.author == "@org" })
            #expect(documents.prefix(3).map(\.replyTo) == [nil, "https://x.com/user/status/9", nil])
            #expect(documents[0].identity == "X/3" && documents[0].created == DateText.date("2024-06-10T15:04:05Z"))
            #expect(leftOut == [.repost: copies, .notGiven: copies], "\(path)")
        }
    }

    @Test func `what was passed on is whole, and by the one who wrote it`() throws {
        let folder = try TestFolder()
        var options = ReadingOptions()
        options.keepsReposts = true
        let documents = try read(try folder.write("page.json", Self.page), options: options).documents
        #expect(documents[2].text == "A long post which is whole here." && documents[2].author == "@user" && documents[2].title == "Passed on by @org")
    }

    @Test func `posts one a line are known by their fields`() throws {
        let folder = try TestFolder()
        let file = try folder.write(
            "flat.jsonl", #"{"id": "5", "text": "Flat.", "author_id": "1", "edit_history_tweet_ids": ["5"], "author": {"username": "org"}}"# + "\n")
        let document = try #require(try read(file).documents.first)
        #expect(document.identity == "X/5" && document.author == "@org")
    }

    @Test(.enabled(if: formatsFolder != nil, "set TRUTHGPT_TEST_DATA to the folder of real data"))
    func `the example answers are read, and a refusal is told`() throws {
        let (documents, rejected, leftOut) = try readAll(try #require(formatsFolder) + "/x_api_v2")
        #expect(documents.count == 3)
        #expect(documents.contains { $0.text.hasSuffix("fewer than two balancers.") })
        #expect(rejected.count == 1 && rejected[0].reason.contains("Too Many Requests (429)"))
        #expect(leftOut == [.repost: 1, .notAPost: 1, .notGiven: 1])
    }
}
