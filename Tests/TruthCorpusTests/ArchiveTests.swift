import Foundation
import Testing
import TruthCorpus

@Suite struct ArchiveTests {
    @Test func `files are read inside zip, tar and gz, nested, with the same identities every time`() throws {
        let folder = try TestFolder()
        let inner = storedZip([("c.jsonl", utf8("{\"id\": 3, \"text\": \"Three.\"}\n"))])
        let files: [(name: String, bytes: [UInt8])] = [
            ("a/one.txt", utf8("One.")), ("b.txt.gz", storedGzip("Two.")), ("inner.zip", inner), ("picture.png", [1, 2]), (".hidden.txt", utf8("x")),
        ]
        for path in [try folder.write("all.zip", storedZip(files)), try folder.write("all.tar", tar(files)), try folder.write("all.tgz", storedGzip(tar(files)))] {
            let (documents, rejected, leftOut) = try readAll(path, options: ReadingOptions(source: "s"))
            #expect(rejected.isEmpty && leftOut == [.notText: 1], "\(path): \(rejected)")
            #expect(documents.map(\.text) == ["One.", "Two.", "Three."])
            #expect(documents.map(\.identity) == ["s/a/one.txt", "s/b.txt.gz", "s/3"])
        }
    }

    @Test func `names that lead out of an archive are set aside, the rest is read`() throws {
        let folder = try TestFolder()
        let file = try folder.write("a.zip", storedZip([("../../evil.txt", utf8("x")), ("/etc/evil.txt", utf8("x")), ("good.txt", utf8("Good."))]))
        let (documents, rejected) = try read(file)
        #expect(documents.map(\.text) == ["Good."])
        #expect(rejected.map(\.record) == [1, 2] && rejected.allSatisfy { $0.reason.contains("leads out of the archive") })
    }

    @Test func `an archive that unpacks to too much is stopped`() throws {
        let folder = try TestFolder()
        let file = try folder.write("a.zip", storedZip([("a.txt", utf8(String(repeating: "x", count: 5000))), ("b.txt", utf8("b"))]))
        var options = ReadingOptions()
        options.maximumUnpackedBytes = 4000
        let (documents, rejected) = try read(file, options: options)
        #expect(documents.isEmpty && rejected.contains { $0.reason.contains("more than 4000 bytes") })
        // Three layers of zeros: 192 MiB in 300 bytes or so.
        options = ReadingOptions()
        let bomb = try #require(Data(base64Encoded: Self.bomb))
        let path = try folder.write("bomb.txt.gz", [UInt8](bomb))
        let told = try read(path, options: options).rejected
        #expect(told.count == 1 && told[0].reason.contains("made to fill a disk"), "\(told)")
    }

    /// 192 MiB of the letter a, compressed by gzip twice.
    static let bomb = BombSample.base64

    @Test func `layers have a limit`() throws {
        let folder = try TestFolder()
        var bytes = utf8("Deep.")
        for _ in 0..<5 { bytes = storedGzip(bytes) }
        let file = try folder.write("a.txt.gz", bytes)
        #expect(throws: CorpusError.nestedTooDeep(path: file, limit: 4)) { try DocumentReader(path: file) }
        var archive = storedZip([("a.txt", utf8("Deep."))])
        for level in 0..<5 { archive = storedZip([("\(level).zip", archive)]) }
        let told = try read(try folder.write("a.zip", archive)).rejected
        #expect(told.count == 1 && told[0].reason.contains("more than 4 archives"))
    }

    @Test func `an archive of another service says what was looked for`() throws {
        let folder = try TestFolder()
        let file = try folder.write("other.zip", storedZip([("posts/your_posts.json", utf8("[{\"timestamp\": 1, \"data\": []}]")), ("media/a.mp4", [0])]))
        let told = try read(file).rejected
        #expect(told.count == 1 && told[0].reason.contains("unknown kind") && told[0].file.hasSuffix("other.zip: posts/your_posts.json"))
        let empty = try folder.write("media.zip", storedZip([("a.mp4", [0])]))
        #expect(throws: CorpusError.unknownArchive(path: empty, holds: "a.mp4")) { try DocumentReader(path: empty) }
        let office = try folder.write("a.docx", storedZip([("[Content_Types].xml", utf8(String(repeating: "x", count: 60)))]))
        #expect(throws: CorpusError.self) { try DocumentReader(path: office) }
    }

    @Test func `a zip member whose check sum is wrong is set aside`() throws {
        let folder = try TestFolder()
        var bytes = storedZip([("a.txt", utf8("Some text.")), ("b.txt", utf8("Good."))])
        bytes[38] ^= 1
        let (documents, rejected) = try read(try folder.write("a.zip", bytes))
        #expect(documents.map(\.text) == ["Good."] && rejected.count == 1 && rejected[0].reason.contains("CRC"))
    }

    @Test func `zst, bz2 and xz are looked through`() throws {
        let folder = try TestFolder()
        // By zstd 1.5, bzip2 and xz.
        let samples = [
            ("a.txt.zst", "KLUv/QRYYQAAQ29tcHJlc3NlZC4K/lmF9Q=="), ("b.txt.bz2", "QlpoOTFBWSZTWdrBoj8AAAFVgAAQAAEIAAYC2AAgACIANqEAMIqbBcjN8XckU4UJDawaI/A="), ("c.txt.xz", "/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQALQ29tcHJlc3NlZC4KAFZGnHwJlYkcAAEkDKYY2NgftvN9AQAAAAAEWVo="),
        ]
        for (name, text) in samples { try folder.write(name, [UInt8](try #require(Data(base64Encoded: text)))) }
        let (documents, rejected) = try read(folder.path)
        #expect(documents.map(\.text) == ["Compressed.", "Compressed.", "Compressed."] && rejected.isEmpty, "\(rejected)")
        for (name, text) in samples {
            let bytes = [UInt8](try #require(Data(base64Encoded: text)))
            try folder.write("cut/" + name, Array(bytes.dropLast(6)))
        }
        let told = try read(folder.path + "/cut").rejected
        #expect(told.count == 3, "\(told)")
    }

    @Test func `UTF-16 is read with and without its mark, and Latin-1 is refused with the place`() throws {
        let folder = try TestFolder()
        func bytes(_ text: String, mark: Bool, big: Bool) -> [UInt8] {
            ((mark ? "\u{FEFF}" : "") + text).utf16.flatMap { big ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
        }
        var name = 0
        for (mark, big) in [(true, true), (true, false), (false, true), (false, false)] {
            name += 1
            try folder.write("\(name).txt", bytes("Grüße 🎉 to all of you.", mark: mark, big: big))
            try folder.write("\(name).jsonl", bytes("{\"id\": 1, \"text\": \"Grüße 🎉\"}\n", mark: mark, big: big))
        }
        try folder.write("z.csv", Array("id,text\n1,Gr".utf8) + [0xFC] + Array("n\n2,good\n".utf8))
        let (documents, rejected) = try read(folder.path)
        #expect(documents.filter { $0.text == "Grüße 🎉 to all of you." }.count == 4 && documents.filter { $0.text == "Grüße 🎉" }.count == 4)
        #expect(documents.last?.text == "good" && rejected.count == 1 && rejected[0].reason.contains("0xFC") && rejected[0].record == 1)
    }
}
