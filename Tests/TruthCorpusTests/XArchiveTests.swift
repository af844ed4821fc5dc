import Foundation
import Testing
import TruthCorpus

/// The scripts of an archive, made by hand.
enum XArchiveSample {
    static let account = "window.YTD.account.part0 = [ { \"account\" : { \"username\" : \"org\", \"accountId\" : \"42\" } } ]"

    static func tweet(_ id: Int, _ text: String, entities: String = #"{"urls": []}"#, more: String = "") -> String {
        #"{"tweet": {"id_str": "\#(id)", "id": "\#(id)", "full_text": "\#(text)", "lang": "en", "entities": \#(entities), "#
            + #""created_at": "Wed Oct 19 20:07:25 +0000 2022"\#(more)}}"#
    }

    static func script(_ tweets: [String], part: Int = 0, name: String = "tweets") -> String {
        "window.YTD.\(name).part\(part) = [\n\(tweets.joined(separator: ",\n"))\n]"
    }
}

@Suite struct XArchiveTests {
    @Test func `a post has its author, its date, its links in full and its address`() throws {
        let folder = try TestFolder()
        try folder.write("data/account.js", XArchiveSample.account)
        let links = #"{"urls": [{"url": "https://t.co/a", "expanded_url": "https://example.org/?a=1&b=2", "indices": ["13", "27"]}], "media": [{"url": "https://t.co/p", "indices": ["28", "42"]}]}"#
        try folder.write(
            "data/tweets.js",
            XArchiveSample.script([
                XArchiveSample.tweet(1, "🎉 A &amp; B &lt; https://t.co/a https://t.co/p", entities: #"{"urls": [{"url": "https://t.co/a", "expanded_url": "https://example.org/?a=1&b=2", "indices": ["17", "31"]}], "media": [{"url": "https://t.co/p", "indices": ["32", "46"]}]}"#),
                XArchiveSample.tweet(2, "Wrong places: https://t.co/a", entities: links),
                XArchiveSample.tweet(3, "&amp;lt; stays", more: #", "in_reply_to_status_id_str": "1", "in_reply_to_user_id_str": "42", "in_reply_to_screen_name": "org""#),
                XArchiveSample.tweet(4, "@you No.", more: #", "in_reply_to_status_id": "9", "in_reply_to_user_id": "7", "in_reply_to_screen_name": "you""#),
                XArchiveSample.tweet(5, "RT @you: Words of another"),
            ]))
        let (documents, rejected, leftOut) = try readAll(folder.path)
        #expect(rejected.isEmpty)
        #expect(documents.map(\.text) == ["🎉 A & B < https://example.org/?a=1&b=2", "Wrong places: https://example.org/?a=1&b=2", "&lt; stays", "@you No."])
        #expect(documents.map(\.identity) == ["X/1", "X/2", "X/3", "X/4"])
        #expect(documents.map(\.author) == ["@org", "@org", "@org", "@org"] && documents[0].source == "X @org")
        #expect(documents[0].url == "https://x.com/org/status/1" && documents[0].language == "en" && documents[0].rawHash?.count == 32)
        #expect(documents.allSatisfy { $0.isPost })
        #expect(documents[0].created == DateText.date("2022-10-19T20:07:25Z"))
        #expect(documents.map(\.replyTo) == [nil, nil, "X/1", "https://x.com/you/status/9"])
        #expect(leftOut == [.repost: 1])
    }

    @Test func `what was passed on can be kept, as the words of the other`() throws {
        let folder = try TestFolder()
        let file = try folder.write("tweets.js", XArchiveSample.script([XArchiveSample.tweet(5, "RT @you: Words of another &amp; more")]))
        var options = ReadingOptions()
        options.keepsReposts = true
        let document = try #require(try read(file, options: options).documents.first)
        #expect(document.text == "Words of another & more" && document.author == "@you" && document.title == "Passed on")
    }

    @Test func `every generation of file names is found, in folders, zip and tar, and nothing private is opened`() throws {
        let secret = "window.YTD.direct_messages.part0 = [ {\"text\": \"secret\"} ]"
        let old = "Grailbird.data.tweets_2015_01 = \n [ {\"text\": \"Oldest.\", \"id_str\": \"3\", \"created_at\": \"2015-01-24 02:02:37 +0000\", \"user\": {\"screen_name\": \"org\", \"id_str\": \"42\"}} ]"
        let files: [(name: String, bytes: [UInt8])] = [
            ("data/js/tweets/2015_01.js", utf8(old)),
            ("data/tweets.js", utf8(XArchiveSample.script([XArchiveSample.tweet(1, "One.")]))),
            ("data/tweets-part1.js", utf8(XArchiveSample.script([XArchiveSample.tweet(2, "Two.")], part: 1))),
            ("data/community-tweet.js", utf8(XArchiveSample.script([XArchiveSample.tweet(4, "Community.")], name: "community_tweet"))),
            ("data/account.js", utf8(XArchiveSample.account)),
            ("data/direct-messages.js", utf8(secret)), ("data/deleted-tweets.js", utf8(secret)), ("data/like.js", utf8(secret)),
            ("data/tweets_media/1-a.jpg", [0xFF, 0xD8]), ("assets/js/runtime.js", utf8("var a")), ("Your archive.html", utf8("<p>Hello")),
        ]
        let folder = try TestFolder()
        for file in files { try folder.write("plain/" + file.name, file.bytes) }
        let paths = [
            folder.path + "/plain", try folder.write("twitter.zip", storedZip(files)), try folder.write("twitter.tar", tar(files)),
            try folder.write("twitter.tar.gz", storedGzip(tar(files))),
            try folder.write("outer.zip", storedZip([("in/twitter-2022.zip", storedZip(files))])),
        ]
        for path in paths {
            let (documents, rejected) = try read(path)
            #expect(rejected.isEmpty, "\(path): \(rejected)")
            #expect(Set(documents.map(\.text)) == ["One.", "Two.", "Oldest.", "Community."], "\(path)")
            #expect(Set(documents.map(\.author)) == ["@org"])
            #expect(Set(documents.map(\.identity)) == ["X/1", "X/2", "X/3", "X/4"])
        }
    }

    @Test func `a long post is found by its time and its beginning`() throws {
        let folder = try TestFolder()
        try folder.write("data/tweets.js", XArchiveSample.script([XArchiveSample.tweet(1, "A long post that goes on… https://t.co/x"), XArchiveSample.tweet(2, "Another.")]))
        try folder.write(
            "data/note-tweet.js",
            #"window.YTD.note_tweet.part0 = [{"noteTweet": {"noteTweetId": "77", "createdAt": "2022-10-19T20:07:25.000Z", "core": {"text": "A long post that goes on and on, https://t.co/y says.", "urls": [{"shortUrl": "https://t.co/y", "expandedUrl": "https://example.org/y"}]}}},"#
                + #"{"noteTweet": {"noteTweetId": "78", "createdAt": "2019-10-19T20:07:25.000Z", "core": {"text": "Of no post."}}}]"#)
        let (documents, rejected) = try read(folder.path)
        #expect(documents.map(\.text) == ["A long post that goes on and on, https://example.org/y says.", "Another."])
        #expect(rejected.count == 1 && rejected[0].reason.contains("1 long posts"))
    }

    @Test func `posts without id, text or a real date are set aside by number`() throws {
        let folder = try TestFolder()
        let file = try folder.write(
            "tweets.js",
            "window.YTD.tweets.part0 = [{\"tweet\": {\"full_text\": \"a\"}}, {\"tweet\": {\"id\": \"1\"}}, {\"tweet\": {\"id\": \"2\", \"full_text\": \"b\", \"created_at\": \"soon\"}}, {\"tweet\": {\"id\": \"3\", \"full_text\": \"c\", \"lang\": tru}}, {\"tweet\": {\"id\": \"4\", \"full_text\": \"d\"}}];")
        let (documents, rejected) = try read(file)
        #expect(documents.map(\.text) == ["d"])
        #expect(rejected.map(\.record) == [1, 2, 3, 4])
        #expect(rejected.map(\.reason).map { $0.prefix(20) } == ["the post has no id", "the post 1 has no te", "\"soon\" is not a date;", "not valid JSON: expe"].map { $0.prefix(20) })
    }

    @Test(.enabled(if: formatsFolder != nil, "set TRUTHGPT_TEST_DATA to the folder of real data"))
    func `a real archive is read whole`() throws {
        let path = try #require(formatsFolder) + "/x_archive"
        let (documents, rejected, leftOut) = try readAll(path)
        #expect(rejected.isEmpty)
        #expect(documents.count + (leftOut[.repost] ?? 0) + (leftOut[.withoutText] ?? 0) == 351)
        #expect((leftOut[.repost] ?? 0) > 10)
        #expect(documents.allSatisfy { $0.author == "@ylahdrz" && $0.created != nil && $0.url != nil })
        #expect(Set(documents.map(\.identity)).count == documents.count)
        // Links are in full, escapes undone, but for what stands so in the words themselves.
        #expect(documents.count { $0.text.contains("&amp;") } == 0)
        #expect(documents.count { $0.text.contains("https://t.co/") } <= 2)
        #expect(try read(path).documents == documents)
    }
}
