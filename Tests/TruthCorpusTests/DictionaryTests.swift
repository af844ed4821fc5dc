import Foundation
import Testing
import TruthCorpus

@Suite struct DictionaryTests {
    /// Writes a dictionary of these entries, headwords one a line above each.
    private func write(_ entries: [String], name: String, in folder: TestFolder, compressed: Bool = false) throws -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        func number(_ value: Int) -> String {
            value < 64 ? String(digits[value]) : number(value / 64) + String(digits[value % 64])
        }
        var text = ""
        var rows: [String] = []
        for entry in entries {
            for headword in entry.split(separator: "\n\n")[0].split(separator: "\n") {
                rows.append("\(headword.lowercased())\t\(number(text.utf8.count))\t\(number(entry.utf8.count))")
            }
            text += entry
        }
        try folder.write("\(name).index", rows.sorted().joined(separator: "\n") + "\n")
        return try compressed ? folder.write("\(name).dict.dz", storedGzip(text)) : folder.write("\(name).dict", text)
    }

    static let hashCoding = """
        hash coding
        hashing
        hash table

           <programming, algorithm> (Or "hashing") A scheme for providing
           rapid access to data items which are distinguished by some
           {key}.  A {hash function} is applied (a "{hash collision}").

            code { x = {key}; }

           See also: {btree}, {checksum}.

           {More (http://example.org/hash)}.

           [{Jargon File}]

           (1997-08-03)


        """

    @Test(arguments: [true, false])
    func `an entry of FOLDOC reads as plain sentences`(compressed: Bool) throws {
        let folder = try TestFolder()
        let text = try write(["00-database-short\n\n   FOLDOC\n", Self.hashCoding], name: "foldoc", in: folder, compressed: compressed)
        for path in [text, folder.path + "/foldoc.index", folder.path] {
            let (documents, rejected) = try read(path)
            #expect(rejected.isEmpty)
            #expect(documents.count == 1)
            let document = documents[0]
            #expect(document.identity == "FOLDOC/hash coding" && document.title == "hash coding")
            #expect(document.aliases == ["hashing", "hash table"])
            #expect(
                document.text == """
                    A scheme for providing rapid access to data items which are distinguished by some key. A hash function is applied \
                    (a "hash collision").

                    code { x = key; }
                    """)
            #expect(document.source == "FOLDOC" && document.licence == "GFDL-1.1-or-later")
            #expect(document.url == "https://foldoc.org/hash+coding")
            #expect(document.created == DateText.date("1997-08-03"))
        }
    }

    @Test(arguments: [
        ("(TCP) A protocol.", "A protocol.", ["TCP"]),
        ("/yoo'niks/ (Or \"UNIX\", \"Unices\") An {operating system}.", "An operating system.", ["UNIX", "Unices"]),
        ("(After Alan Turing) A machine.", "(After Alan Turing) A machine.", []),
        ("1. <games> A dungeon [IBM?].", "A dungeon.", []),
        ("Written by Ann Lee <ann@example.org>.", "Written by Ann Lee.", []),
        ("{recursive}ly {sorted (sort)} by {(rfc:1392)}.", "recursively sorted by RFC 1392.", []),
        ("[\"A Book\", A. Lee, 1968].", "\"A Book\", A. Lee, 1968.", []),
        ("See {other}.", "See other.", []),
        ("It is fast.  See also {other}, {third}.", "It is fast.", []),
        ("See also {other}.  It is fast.", "It is fast.", []),
        ("{Home (http://example.org/)}.\n\n   Text.", "Text.", []),
        ("A {label\n   \n(http://example.org/very/long)}.", "A label.", []),
    ])
    func `markup of FOLDOC is undone`(body: String, text: String, aliases: [String]) throws {
        let folder = try TestFolder()
        let path = try write(["title\n\n   \(body)\n"], name: "foldoc", in: folder)
        let document = try #require(try read(path).documents.first)
        #expect(document.text == text)
        #expect(document.aliases == aliases)
    }

    @Test func `other dictionaries are read as they are`() throws {
        let folder = try TestFolder()
        let path = try write(["Apfel\n\n apple\n", "Birne\n\n pear\n"], name: "deu-eng", in: folder)
        let documents = try read(path).documents
        #expect(documents.map(\.identity) == ["deu-eng/apfel", "deu-eng/birne"])
        #expect(documents.map(\.source) == ["deu-eng", "deu-eng"])
        #expect(documents[0].text.hasSuffix("apple"))
    }

    @Test func `a missing half, a damaged index and a text that ends early are told`() throws {
        let folder = try TestFolder()
        let path = try write([Self.hashCoding, "other\n\n   Text.\n"], name: "foldoc", in: folder)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try folder.write("foldoc.dict", String(text.dropLast(4)))
        let (documents, rejected) = try read(path)
        #expect(documents.count == 1 && rejected.count == 1)
        #expect(rejected[0].reason.contains("ends inside this entry"))
        try folder.write("foldoc.index", "hash coding\t*\tB\n")
        #expect(throws: CorpusError.self) { try DocumentReader(path: path) }
        try FileManager.default.removeItem(atPath: folder.path + "/foldoc.index")
        #expect(throws: CorpusError.dictionaryPartMissing(path: path, looked: [folder.path + "/foldoc.index"])) {
            try DocumentReader(path: path)
        }
    }
}
