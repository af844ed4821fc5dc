import Foundation
import Testing
import TruthCorpus

@Suite struct FolderReadingTests {
    @Test func `a folder is read in the order of its names, and what is wrong is set aside`() throws {
        let folder = try TestFolder()
        try folder.write("b.txt", "Second.")
        try folder.write("a/x.md", "# Title\n\nFirst.")
        try folder.write("c.txt", [0x41, 0x42, 0xFF, 0x43])
        try folder.write("d.xyz", "not a document")
        try folder.write(".hidden.txt", "Hidden.")
        try folder.write("e.txt", "")
        let (documents, rejected) = try read(folder.path, options: ReadingOptions(source: "notes"))
        #expect(documents.map(\.identity) == ["notes/a/x.md", "notes/b.txt"])
        #expect(documents.map(\.title) == ["Title", nil])
        #expect(rejected.map { ($0.file as NSString).lastPathComponent } == ["c.txt", "d.xyz", "e.txt"])
        #expect(rejected[0].byteOffset == 2)
        #expect(rejected[0].reason.contains("0xFF"))
        #expect(rejected[1].reason.contains(".jsonl"))
    }

    @Test func `identities stay the same over imports and differ between folders of the same name`() throws {
        let folder = try TestFolder()
        try folder.write("one/notes/a.txt", "One.")
        try folder.write("two/notes/a.txt", "Two.")
        let one = try read(folder.path + "/one/notes").documents[0]
        #expect(one == (try read(folder.path + "/one/../one/notes/").documents[0]))
        let two = try read(folder.path + "/two/notes").documents[0]
        #expect(one.source == "notes" && two.source == "notes")
        #expect(one.identity != two.identity)
    }

    @Test func `progress ends at the size of the files`() throws {
        let folder = try TestFolder()
        try folder.write("a.txt", String(repeating: "A sentence. ", count: 20_000))
        try folder.write("b.jsonl", "{\"text\": \"B\"}\n")
        let reader = try DocumentReader(path: folder.path)
        #expect(reader.progress.bytesRead == 0)
        for _ in reader {}
        #expect(reader.progress.bytesRead == 20_000 * 12 + 14)
        #expect(reader.progress.bytesTotal == 20_000 * 12 + 14)
    }

    @Test func `a path that isn't there, a name without a known ending and standard input without a format are errors`() throws {
        let folder = try TestFolder()
        #expect(throws: CorpusError.notFound(path: folder.path + "/none")) { try DocumentReader(path: folder.path + "/none") }
        let file = try folder.write("a.xyz", "Text.")
        #expect(throws: CorpusError.unknownFormat(path: file)) { try DocumentReader(path: file) }
        #expect(try read(file, options: ReadingOptions(format: .text)).documents.map(\.text) == ["Text."])
        #expect(throws: CorpusError.formatNeeded) { try DocumentReader.standardInput(options: ReadingOptions(format: .dictionary)) }
    }

    @Test func `text that is half of UTF-16, holds NUL or is too long is refused with the reason`() throws {
        let folder = try TestFolder()
        try folder.write("a.txt", [0xFF, 0xFE, 0x41, 0x00, 0x42])
        try folder.write("b.txt", [0x41, 0x00, 0x42])
        try folder.write("c.txt", String(repeating: "x", count: 2000))
        let rejected = try read(folder.path, options: ReadingOptions(maximumRecordBytes: 1000)).rejected
        #expect(rejected[0].reason.contains("UTF-16"))
        #expect(rejected[1].reason.contains("NUL") && rejected[1].byteOffset == 1)
        #expect(rejected[2].reason.contains("longer than 1000 bytes"))
    }

    @Test func `a byte order mark is no part of the text`() throws {
        let folder = try TestFolder()
        let file = try folder.write("a.txt", [0xEF, 0xBB, 0xBF] + Array("Grüße.".utf8))
        #expect(try read(file).documents.map(\.text) == ["Grüße."])
    }

    @Test func `wrapped lines are joined, lists and verse stay`() throws {
        let folder = try TestFolder()
        let file = try folder.write(
            "a.txt",
            """
            A hash table is a scheme for providing rapid access to data items
            which are distinguished by some key, and it is old.

            - one
            - two

            Short line
            and another
            """)
        #expect(
            try read(file).documents[0].text == """
                A hash table is a scheme for providing rapid access to data items which are distinguished by some key, and it is old.

                - one
                - two

                Short line
                and another
                """)
    }
}
