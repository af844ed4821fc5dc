import Foundation
import Testing
import TruthCorpus
import TruthEvidence

@Suite struct AddingTests {
    @Test func `what is added comes back as it was`() throws {
        let store = try EvidenceStore.inMemory()
        var document = sample(1)
        #expect(try store.add(documents: [document]).added == 1)
        #expect(try store.document(identity: document.identity) == document)
        document = Document(identity: "bare/1", text: "Only a text, with “quotes” and\n\nparagraphs. \n", source: "bare")
        try store.add(documents: [document])
        #expect(try store.document(identity: "bare/1") == document)
        #expect(try store.document(identity: "none") == nil)
    }

    @Test func `adding again changes nothing, and what has changed is updated`() throws {
        let store = try EvidenceStore.inMemory()
        try store.add(documents: samples(700))
        var again = samples(700)
        again[5].text = "Entirely different: zebra."
        again[6].licence = "MIT"
        again.append(sample(700))
        var steps: [Int] = []
        let report = try store.add(documents: again) { steps.append($0.total) }
        #expect(report.added == 1 && report.updated == 2 && report.unchanged == 698 && report.rejected == 0)
        #expect(steps.last == 701 && steps.count > 1)
        #expect(try store.search("zebra", limit: 5).map(\.passage.document) == ["sample/5"])
        #expect(try store.search("machine 35", limit: 50).allSatisfy { $0.passage.document != "sample/5" })
        #expect(try store.document(identity: "sample/6")?.licence == "MIT")
    }

    @Test func `documents without text, identity or with a NUL are set aside, the rest is added`() throws {
        let store = try EvidenceStore.inMemory()
        let bad = [sample(1, text: " \n"), sample(2, text: "a\0b"), Document(identity: "", text: "x", source: "s")]
        var told: [RejectedRecord] = []
        let records = bad.map(ReadRecord.document) + [.rejected(RejectedRecord(file: "f", reason: "r")), .document(sample(3))]
        let report = try store.add(records, rejected: { told.append($0) })
        #expect(report.added == 1 && report.rejected == 4 && told.count == 4)
    }

    @Test func `removing takes a document out of every list`() throws {
        let store = try EvidenceStore.inMemory()
        try store.add(documents: samples(20) + (0..<5).map { sample($0, source: "other") })
        #expect(try store.remove(identity: "sample/3"))
        #expect(try !store.remove(identity: "sample/3"))
        #expect(try store.document(identity: "sample/3") == nil)
        #expect(try store.search("entry 3", limit: 50).allSatisfy { $0.passage.document != "sample/3" })
        #expect(try store.remove(source: "other") == 5)
        #expect(try store.remove(source: "other") == 0)
        let statistics = try store.statistics()
        #expect(statistics.documents == 19 && statistics.passages == 19 && statistics.sources.map(\.name) == ["sample"])
    }

    @Test func `documents are listed page by page, with counts by source`() throws {
        let store = try EvidenceStore.inMemory()
        try store.add(documents: samples(25) + [Document(identity: "b/1", text: "B.", source: "b")])
        let pages = try stride(from: 0, to: 30, by: 10).flatMap { try store.documents(limit: 10, offset: $0) }
        #expect(pages.count == 26 && pages.map(\.identity) == pages.map(\.identity).sorted())
        #expect(try store.documents(source: "b", limit: 10).map(\.identity) == ["b/1"])
        let statistics = try store.statistics()
        #expect(statistics.sources.map(\.licences) == [[], ["CC0-1.0"]])
        #expect(statistics.sources.map(\.documents) == [1, 25] && statistics.schemaVersion == "v3" && statistics.bytes > 0)
    }

    @Test(arguments: [0, 10, 79, 199, 201, 230, 1000, 5000])
    func `passages of a document, put together, are its text`(words: Int) throws {
        let store = try EvidenceStore.inMemory()
        let document = sample(1, text: "Start. " + longText(words: words))
        try store.add(documents: [document])
        #expect(try store.document(identity: "sample/1")?.text == document.text)
        let counts = try store.passages(ofDocument: "sample/1").map { $0.text.split(whereSeparator: \.isWhitespace).count }
        #expect(counts.reduce(0, +) == document.text.split(whereSeparator: \.isWhitespace).count)
        #expect(counts.allSatisfy { $0 <= 240 })
        #expect(counts.count == 1 || counts.dropLast().allSatisfy { $0 >= 60 })
    }

    @Test func `a post stays whole up to 25,000 characters, and one that was cut is put together when it is added again`() throws {
        let store = try EvidenceStore.inMemory()
        let long = longText(words: 2500), longest = String(repeating: "ab ", count: 9000)
        #expect((2401...25_000).contains(long.count) && longest.count > 25_000)
        var post = Document(identity: "X/1", text: long, source: "X")
        try store.add(documents: [post, Document(identity: "X/2", text: longest, source: "X", isPost: true)])
        #expect(try store.passages(ofDocument: "X/1").count > 5)
        #expect(try store.passages(ofDocument: "X/2").count > 5)
        post.isPost = true
        #expect(try store.add(documents: [post]).updated == 1)
        #expect(try store.passages(ofDocument: "X/1").map(\.text) == [long.trimmingCharacters(in: .whitespacesAndNewlines)])
        #expect(try store.add(documents: [post]).unchanged == 1)
        // Its last words find it, and its coverage is of the whole post.
        let hit = try #require(try store.search("word2498 word2", limit: 1).first)
        #expect(hit.passage.document == "X/1" && hit.coverage > 0.99 && hit.highlights.count == 2)
    }

    @Test func `a text without sentences or spaces is cut all the same`() throws {
        let store = try EvidenceStore.inMemory()
        let document = sample(1, text: String(repeating: "字", count: 10_000))
        try store.add(documents: [document])
        #expect(try store.document(identity: "sample/1")?.text == document.text)
        #expect(try store.passages(ofDocument: "sample/1").count >= 4)
    }
}
