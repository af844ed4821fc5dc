import Foundation
import Testing
import TruthCorpus

@Suite struct TableTests {
    @Test func `columns are found by their names, quotes and line breaks undone`() throws {
        let folder = try TestFolder()
        let file = try folder.write(
            "posts.csv",
            [0xEF, 0xBB, 0xBF] + Array("ID,Author,Text,Created_At,url\r\n1,A,\"He said \"\"no\"\",\nand left\",2018-05-22,https://example.org/1\r\n2,B,plain \"quoted\" text,,\r\n".utf8))
        let (documents, rejected) = try read(file)
        #expect(rejected.isEmpty)
        #expect(documents.map(\.text) == ["He said \"no\",\nand left", "plain \"quoted\" text"])
        #expect(documents[0].author == "A" && documents[0].identity.hasSuffix("/1") && documents[0].url == "https://example.org/1")
        #expect(documents[0].created == DateText.date("2018-05-22") && documents[1].created == nil)
    }

    @Test(arguments: [(";", "posts.csv"), ("|", "posts.csv"), ("\t", "posts.csv"), ("\t", "posts.tsv")])
    func `the header tells the delimiter`(delimiter: String, name: String) throws {
        let folder = try TestFolder()
        let rows = [["id", "body", "who"], ["1", "a, b", "C"]].map { $0.joined(separator: delimiter) }
        let file = try folder.write(name, rows.joined(separator: "\n"))
        let document = try #require(try read(file, options: ReadingOptions(columns: .init(text: "body", author: "who"))).documents.first)
        #expect(document.text == "a, b" && document.author == "C")
    }

    @Test func `a bad record is set aside by number, and a quote that is never closed costs one line`() throws {
        let folder = try TestFolder()
        let text = "id,text\n1,one\n2\n3,\"thr\"ee\n4,\n5,five,more\n6,\"never closed\n7,seven\n8,eight\n"
        let (documents, rejected) = try read(try folder.write("a.csv", text))
        #expect(documents.map(\.text) == ["one", "seven", "eight"])
        #expect(rejected.map(\.record) == [2, 3, 4, 5, 6])
        #expect(rejected.allSatisfy { $0.byteOffset != nil })
        #expect(rejected[0].reason.contains("1 fields where the header has 2") && rejected[4].reason.contains("isn't closed"))
    }

    @Test func `a table without a column for the text says which columns there are`() throws {
        let folder = try TestFolder()
        let file = try folder.write("a.csv", "id,body\n1,x\n")
        #expect(throws: CorpusError.columnMissing(path: file, column: "text", found: ["id", "body"])) { try DocumentReader(path: file) }
    }

    @Test func `Community Notes are known by their columns`() throws {
        let folder = try TestFolder()
        let file = try folder.write(
            "notes.tsv", "noteId\tnoteAuthorParticipantId\tcreatedAtMillis\ttweetId\tclassification\tsummary\n1\tP1\t1761526895266\t99\tMIS\t\"Open quote is wrong.\n")
        let document = try #require(try read(file).documents.first)
        #expect(document.text == "\"Open quote is wrong." && document.author == "P1" && document.identity == "Community Notes/1")
        #expect(document.replyTo == "https://x.com/i/web/status/99" && document.url == "https://x.com/i/birdwatch/n/1")
        #expect(document.created == Date(timeIntervalSince1970: 1_761_526_895.266))
    }

    @Test(.enabled(if: formatsFolder != nil, "set TRUTHGPT_TEST_DATA to the folder of real data"))
    func `real notes are read whole`() throws {
        let path = try #require(formatsFolder) + "/../community_notes/notes_all_columns.tsv"
        let (documents, rejected) = try read(path)
        #expect(documents.count == 995 && rejected.isEmpty)
    }
}
