import Foundation
import Testing
import TruthCorpus

@Suite struct JSONLinesTests {
    @Test func `every field finds its place`() throws {
        let folder = try TestFolder()
        let file = try folder.write(
            "posts.jsonl",
            #"""
            {"id": 17, "title": "T", "text": "Hello.", "author": "A", "created_at": "2018-05-22T10:00:00Z", "url": "https://example.org/17", "license": "CC0", "source": "S", "other": [1]}

            """#)
        let document = try read(file).documents[0]
        #expect(document.identity == "S/17")
        #expect(document.title == "T" && document.text == "Hello." && document.source == "S" && document.author == "A")
        #expect(document.created == Date(timeIntervalSince1970: 1_526_983_200))
        #expect(document.url == "https://example.org/17" && document.licence == "CC0" && !document.isPost)
    }

    @Test(arguments: [("true", true), ("false", false), ("null", false), ("\"yes\"", false)])
    func `a record says that it is a post`(value: String, isPost: Bool) throws {
        let folder = try TestFolder()
        let file = try folder.write("posts.jsonl", #"{"text": "Hello.", "post": "# + value + "}\n")
        #expect(try read(file).documents.map(\.isPost) == [isPost])
    }

    @Test func `columns may have other names, and gzip is looked through`() throws {
        let folder = try TestFolder()
        let file = try folder.write("posts.jsonl.gz", storedGzip(#"{"body": ["One.", "Two."], "who": "A", "when": 1526983200, "key": "k"}"# + "\n"))
        let columns = ReadingOptions.Columns(text: "body", author: "who", date: "when", id: "key")
        let document = try read(file, options: ReadingOptions(source: "posts", columns: columns)).documents[0]
        #expect(document.text == "One. Two." && document.author == "A" && document.identity == "posts/k")
        #expect(document.created == Date(timeIntervalSince1970: 1_526_983_200))
    }

    @Test func `a bad line is set aside with its number, and the rest is read`() throws {
        let folder = try TestFolder()
        let file = try folder.write(
            "posts.jsonl",
            Array(
                """
                {"text": "One."}
                {"text": "Two."
                {"body": "Three."}
                {"text": 4, "date": "yesterday"}
                [1, 2]

                {"text": {"a": 1}}
                {"text": "Nine, \\u00e9."}
                {"text": "
                """.utf8) + [0xE9] + Array("\"}\n{\"text\": \"Last.\"}".utf8))
        let (documents, rejected) = try read(file)
        #expect(documents.map(\.text) == ["One.", "Nine, é.", "Last."])
        #expect(rejected.map(\.record) == [2, 3, 4, 5, 7, 9])
        #expect(rejected[0].reason.contains("not valid JSON"))
        #expect(rejected[1].reason.contains("\"text\""))
        #expect(rejected[2].reason.contains("yesterday"))
        #expect(rejected[3].reason.contains("JSON object"))
        #expect(rejected[5].reason.contains("0xE9"))
        #expect(rejected[5].byteOffset != nil)
    }

    @Test func `a record that is set aside is known by the hash of its bytes`() throws {
        let folder = try TestFolder()
        let bad = #"{"body": "No text."}"#
        let lines = try read(try folder.write("posts.jsonl", bad + "\n")).rejected
        let table = try read(try folder.write("posts.csv", "text,date\nOne.,yesterday\n")).rejected
        let array = try read(try folder.write("posts.json", #"[{"text": "One."}, \#(bad)]"#)).rejected
        #expect(lines.map(\.rawHash) == [Document.hash(of: Array(bad.utf8))])
        #expect(table.map(\.rawHash) == [Document.hash(of: Array("One.,yesterday\n".utf8))])
        #expect(array.map(\.rawHash) == [Document.hash(of: Array(bad.utf8))])
    }

    @Test(arguments: 0..<20)
    func `quotes, backslashes and control characters are found wherever they stand`(length: Int) throws {
        let plain = String(repeating: "é~ ", count: length)
        let text = plain + "\"\\" + plain + "\n"
        let written = plain + #"\"\\"# + plain + #"\n"#
        let part = try JSONPart(parsing: Array("[\"\(written)\", 1]".utf8))
        #expect(part.elements[0].string == text && part.elements[1].integer == 1)
        #expect(throws: (any Error).self) { try JSONPart(parsing: Array("\"\(plain)\n\(plain)\"".utf8)) }
        #expect(throws: (any Error).self) { try JSONPart(parsing: Array("\"\(plain)\\\"".utf8)) }
    }

    @Test func `a line longer than the limit is passed over without being held`() throws {
        let folder = try TestFolder()
        let long = #"{"text": ""# + String(repeating: "x", count: 300_000) + "\"}"
        let file = try folder.write("a.jsonl", long + "\n" + #"{"text": "After."}"# + "\n")
        let (documents, rejected) = try read(file, options: ReadingOptions(maximumRecordBytes: 100_000))
        #expect(documents.map(\.text) == ["After."])
        #expect(rejected.map(\.record) == [1])
    }

    @Test func `records without a number of their own are told apart by what they say`() throws {
        let folder = try TestFolder()
        let file = try folder.write("a.jsonl", "{\"text\": \"Same.\"}\n{\"text\": \"Same.\"}\n{\"text\": \"Same.\", \"author\": \"B\"}\n")
        let identities = try read(file).documents.map(\.identity)
        #expect(identities[0] == identities[1] && identities[0] != identities[2])
    }

    @Test func `compressed data cut anywhere end with an error that says so`() throws {
        let folder = try TestFolder()
        let whole = storedGzip("{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n")
        for length in 3..<whole.count {
            let file = try folder.write("cut.jsonl.gz", Array(whole.prefix(length)))
            let (documents, rejected) = try read(file)
            #expect(documents.count <= 2)
            #expect(rejected.count == 1, "\(length) of \(whole.count) bytes")
        }
    }
}
