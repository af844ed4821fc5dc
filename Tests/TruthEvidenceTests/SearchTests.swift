import Foundation
import Testing
import TruthCorpus
import TruthEvidence

@Suite struct SearchTests {
    private func store() throws -> EvidenceStore {
        let store = try EvidenceStore.inMemory()
        func entry(_ title: String, _ aliases: [String], _ text: String) -> Document {
            Document(identity: "d/\(title)", title: title, aliases: aliases, text: text, source: "d")
        }
        try store.add(documents: [
            entry("hash coding", ["hashing", "hash table"], "A scheme for rapid access to data items distinguished by a key."),
            entry("hash function", [], "A function that maps keys to indexes in a hash table. A hash table uses it."),
            entry("C", ["NB"], "A programming language designed by Dennis Ritchie at Bell Labs ca. 1972."),
            entry("C++", [], "A superset of the C language by Bjarne Stroustrup."),
            entry("object-oriented programming", ["OOP"], "Programs made of objects."),
            entry("Unix", ["UNIX"], "An operating system invented in 1969 by Ken Thompson."),
            entry("Moore's Law", [], "The observation that transistor counts double."),
            entry("Café", [], "A naïve résumé of the Gödel theorem."),
        ])
        return store
    }

    @Test(arguments: [
        ("What is a hash table?", "hash coding"), ("what are HASH TABLES", "hash coding"), ("Who designed the C language?", "C"),
        ("What is C++?", "C++"), ("explain object oriented programming", "object-oriented programming"), ("Who invented Unix?", "Unix"),
        ("What is Moore’s law?", "Moore's Law"), ("cafe", "Café"), ("Godel theorem", "Café"), ("transistors", "Moore's Law"),
        ("NB", "C"), ("the", "C"),
    ])
    func `a question finds its entry first`(question: String, title: String) throws {
        let hits = try store().search(question, limit: 3)
        if question == "the" {
            // Only a stop word: it is searched for all the same.
            #expect(!hits.isEmpty)
        } else {
            #expect(hits.first?.passage.title == title)
            #expect(hits.first.map { $0.coverage > 0.3 } == true)
        }
        #expect(hits.map(\.score) == hits.map(\.score).sorted(by: >))
    }

    @Test(arguments: [
        "\"", "\"\"\"", "unix\"", "NEAR(unix, 5)", "unix*", "title:unix", "-unix", "^unix", "unix AND NOT (c OR", "{title}: unix", "* * *",
        "'; DROP TABLE documents; --", "unix + c", "()", "a\0b", "🙂", "%_%", "\\", String(repeating: "unix ", count: 5000),
    ])
    func `no text is taken for the index's query language`(text: String) throws {
        let store = try store()
        let hits = try store.search(text, limit: 5)
        if text.contains("unix") { #expect(hits.contains { $0.passage.title == "Unix" }) }
        #expect(try store.statistics().documents == 8)
    }

    @Test func `nothing to search for finds nothing`() throws {
        let store = try store()
        for text in ["", " \n", "?!"] { #expect(try store.search(text, limit: 5).isEmpty) }
        #expect(try store.search("unix", limit: 0).isEmpty)
        #expect(try store.search("photosynthesis", limit: 5).isEmpty)
        #expect(try EvidenceStore.inMemory().search("unix", limit: 5).isEmpty)
    }

    @Test func `coverage is the share of what was asked, rare words counting more`() throws {
        let store = try store()
        #expect(try store.search("Ken Thompson", limit: 1)[0].coverage == 1)
        let half = try store.search("operating quagga", limit: 1)[0]
        #expect(half.coverage > 0.2 && half.coverage < 0.5)
        #expect(!half.isNamed)
        #expect(try store.search("What is Unix?", limit: 1)[0].isNamed)
    }

    @Test func `the order does not change from one search to the next`() throws {
        let store = try EvidenceStore.inMemory()
        try store.add(documents: (0..<300).map { sample($0, text: "The same words in every one.") })
        let first = try store.search("same words", limit: 20)
        #expect(first == (try store.search("same words", limit: 20)))
        #expect(first.map(\.passage.id) == first.map(\.passage.id).sorted())
    }
}
