import Foundation
import Testing
import TruthCorpus

/// Every reader on every beginning of a small file: what it yields is a document, or a reason.
@Suite struct DamageTests {
    static let samples: [(name: String, bytes: [UInt8])] = [
        ("a.txt", utf8("One.\n\nTwo, and ü.")), ("a.md", utf8("---\ntitle: T\ndate: 2018-05-22\n---\n# H\n\nText *x*.")),
        ("a.html", utf8(WebTests.page)), ("a.rss", utf8(WebTests.rss)), ("a.atom", utf8(WebTests.atom)), ("a.epub", WebTests.epub),
        ("a.mbox", utf8(MailTests.mailbox)), ("a.csv", utf8("id,text\n1,\"a \"\"b\"\"\nc\"\n2,d\n")),
        ("a.jsonl", utf8(#"{"id": 1, "text": "a\u00e9\ud83c\udf89"}"# + "\n[1]\n" + #"{"text": "b"}"#)), ("page.json", utf8(XAPITests.page)),
        ("outbox.json", utf8(MastodonTests.sample)), ("tweets.js", utf8(XArchiveSample.script([XArchiveSample.tweet(1, "One."), XArchiveSample.tweet(2, "Two.")]))),
        ("a.zip", storedZip([("a.txt", utf8("One.")), ("b.jsonl", utf8("{\"text\": \"Two.\"}"))])),
        ("a.tar", tar([("a.txt", utf8("One."))])), ("a.tar.gz", storedGzip(tar([("data/tweets.js", utf8(XArchiveSample.script([XArchiveSample.tweet(1, "One.")])))]))),
    ]

    @Test(arguments: DamageTests.samples.map { $0.name })
    func `a file cut anywhere gives documents and reasons, and never more documents than the whole`(name: String) throws {
        let bytes = try #require(Self.samples.first(where: { $0.name == name })).bytes
        let folder = try TestFolder()
        let whole = try read(try folder.write(name, bytes))
        #expect(!whole.documents.isEmpty)
        for length in 0..<bytes.count {
            let path = try folder.write(name, Array(bytes.prefix(length)))
            do {
                let (documents, rejected) = try read(path)
                // A table's quote that isn't closed any more gives up its own line only, so that the next one counts.
                #expect(documents.count <= whole.documents.count + (name == "a.csv" ? 1 : 0), "\(length)")
                #expect(rejected.allSatisfy { !$0.reason.isEmpty && $0.file.hasPrefix(path) }, "\(length)")
            } catch let error as CorpusError {
                #expect(error.description.contains(path), "\(length): \(error)")
            }
        }
    }

    @Test(arguments: DamageTests.samples.map { $0.name })
    func `a file with a byte changed anywhere gives documents and reasons`(name: String) throws {
        let bytes = try #require(Self.samples.first(where: { $0.name == name })).bytes
        let folder = try TestFolder()
        var random = UInt64(20_261_124)
        for index in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 400)) {
            var changed = bytes
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            changed[index] = UInt8(truncatingIfNeeded: random >> 40)
            let path = try folder.write(name, changed)
            do {
                _ = try read(path)
            } catch let error as CorpusError {
                #expect(error.description.contains(path))
            }
        }
    }

    @Test func `a value longer than the limit is passed over without being held, in arrays too`() throws {
        let folder = try TestFolder()
        let long = #"{"id": "1", "text": ""# + String(repeating: "x", count: 300_000) + "\"}"
        let options = ReadingOptions(maximumRecordBytes: 100_000)
        let list = try folder.write("a.json", "[\(long), {\"id\": \"2\", \"text\": \"After.\"}]")
        let script = try folder.write("tweets.js", "window.YTD.tweets.part0 = [{\"tweet\": \(long)}, {\"tweet\": {\"id\": \"2\", \"text\": \"After.\"}}]")
        let page = try folder.write("page.json", "{\"data\": [\(long), {\"id\": \"2\", \"text\": \"After.\"}], \"includes\": {\"users\": []}}")
        for path in [list, script, page] {
            let (documents, rejected) = try read(path, options: options)
            #expect(documents.map(\.text) == ["After."], "\(path)")
            #expect(rejected.map(\.record) == [1] && rejected[0].reason.contains("longer than 100000 bytes"))
        }
    }
}
