import Foundation
import Testing
import TruthCorpus
import TruthEvidence

@Suite struct FilterTests {
    private static func post(
        _ number: Int, _ text: String, author: String, source: String = "X", language: String? = nil, day: String?, replyTo: String? = nil
    ) throws -> Document {
        Document(
            identity: "p/\(number)", text: text, source: source, author: author,
            created: try day.map { try SearchOptions.date($0, name: "day", ends: false) }, language: language, replyTo: replyTo)
    }

    private static func store() throws -> EvidenceStore {
        let store = try EvidenceStore.inMemory()
        try store.add(documents: [
            try post(1, "The dam broke on Monday", author: "ann", language: "en", day: "2021-04-30"),
            try post(2, "the DAM broke on Monday! https://t.co/abc", author: "bob", language: "en", day: "2021-05-01T23:30:00Z"),
            try post(3, "RT @ann: The dam broke on Monday", author: "cat", source: "Y", language: "en", day: "2021-05-02"),
            try post(4, "Der dam ist gebrochen", author: "ann", language: "DE", day: "2021-05-03"),
            try post(5, "A dam without a date", author: "ann", language: nil, day: nil),
            try post(6, "No, it did not: the dam holds", author: "bob", language: "en", day: "2021-05-04", replyTo: "p/1"),
        ])
        return store
    }

    private func found(_ options: SearchOptions, _ query: String = "dam monday") throws -> [String] {
        try Self.store().search(query, options: options).map(\.passage.document).sorted()
    }

    private func date(_ text: String, ends: Bool = false) throws -> Date { try SearchOptions.date(text, name: "date", ends: ends) }

    @Test func `passages that say the same are one hit that counts its sources`() throws {
        let hits = try Self.store().search("dam monday", options: SearchOptions())
        #expect(hits[0].copies == 3 && hits[0].sourceCount == 3 && hits[0].passage.document == "p/1")
        #expect(hits.dropFirst().allSatisfy { $0.copies == 1 && $0.sourceCount == 1 })
        #expect(hits.count == 4)
        #expect(try found(SearchOptions(collapsesCopies: false)).count == 6)
    }

    @Test func `filters by source, author, language and date`() throws {
        #expect(try found(SearchOptions(source: "Y")) == ["p/3"])
        #expect(try found(SearchOptions(author: "ann")) == ["p/1", "p/4", "p/5"])
        #expect(try found(SearchOptions(language: "de")) == ["p/4"])
        #expect(try found(SearchOptions(source: "none")) == [])
        #expect(try found(SearchOptions(from: date("2021-05-03"))) == ["p/4", "p/6"])
        #expect(try found(SearchOptions(from: date("2021-05-02"), to: date("2021-05-03", ends: true))) == ["p/3", "p/4"])
        #expect(try found(SearchOptions(author: "ann", asOf: date("2021-05-03", ends: true))) == ["p/1", "p/4"])
    }

    @Test func `as of a day means only what existed when it ended`() throws {
        let options = SearchOptions(asOf: try date("2021-05-01", ends: true), collapsesCopies: false)
        #expect(try found(options) == ["p/1", "p/2"])
        #expect(try found(SearchOptions(asOf: date("2021-05-01"), collapsesCopies: false)) == ["p/1"])
        #expect(try found(SearchOptions(asOf: date("2021", ends: true), collapsesCopies: false)).count == 5)
    }

    @Test func `the latest come first when that is asked for`() throws {
        let hits = try Self.store().search("dam", options: SearchOptions(order: .newest))
        let dates = hits.map { $0.passage.created ?? .distantPast }
        #expect(dates == dates.sorted(by: >) && hits.first?.passage.document == "p/6")
    }

    @Test func `a reply brings the post that it replies to`() throws {
        let hit = try #require(try Self.store().search("holds", limit: 1).first)
        #expect(hit.passage.context == "The dam broke on Monday")
    }

    @Test(arguments: ["yesterday", "2021-13-01", "", "01/05/2021", "2021-02-30"])
    func `what is no date is refused by name`(text: String) {
        #expect(throws: SearchError.noDate(name: "--from", text: text)) { try SearchOptions.date(text, name: "--from", ends: false) }
    }

    @Test func `a store alone refuses to search by meaning`() throws {
        #expect(throws: SearchError.noVectors(path: ":memory:")) { try Self.store().search("dam", options: SearchOptions(mode: .dense)) }
    }

    @Test func `a query of a megabyte is searched by its beginning`() throws {
        let store = try Self.store()
        let long = "dam " + String(repeating: "🙂 word ", count: 100_000)
        let start = ContinuousClock.now
        #expect(try store.search(long, limit: 3).first != nil)
        #expect(ContinuousClock.now - start < .seconds(5))
    }
}
