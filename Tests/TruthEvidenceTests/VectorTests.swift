import Foundation
import Testing
import TruthCorpus
import TruthEvidence

/// A vector per text from the hashes of its words: texts with the same words are near each other.
private struct WordEmbedder: Embedder {
    var dimension = 96
    var seed: UInt64 = 1

    func embed(_ texts: [String]) -> [[Float]] {
        texts.map { text in
            var vector = [Float](repeating: 0.001, count: dimension)
            for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
                var hash = word.utf8.reduce(seed &* 0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
                for component in vector.indices {
                    hash = hash &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    vector[component] += Float(hash >> 40) / Float(1 << 24) - 0.5
                }
            }
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return vector.map { $0 / length }
        }
    }
}

/// Stops after some texts, as a kill would.
private final class FailingEmbedder: Embedder, @unchecked Sendable {
    struct Stop: Error {}
    let inner = WordEmbedder()
    var left: Int
    var dimension: Int { inner.dimension }

    init(after count: Int) { left = count }

    func embed(_ texts: [String]) throws -> [[Float]] {
        left -= texts.count
        if left < 0 { throw Stop() }
        return inner.embed(texts)
    }
}

@Suite struct VectorTests {
    private let folder: TestFolder
    private let store: EvidenceStore

    init() throws {
        folder = try TestFolder()
        store = try EvidenceStore(path: folder.file("evidence.sqlite"))
    }

    private var vectorPath: String { folder.file("evidence.vectors") }

    private func embed(_ embedder: any Embedder = WordEmbedder(), fewestForLists: Int = 200_000) throws -> PassageEmbedding.Progress {
        try PassageEmbedding(store: store, embedder: embedder, name: "words", fewestForLists: fewestForLists).run()
    }

    private func search(_ query: String, _ mode: SearchOptions.Mode, limit: Int = 10) throws -> [SearchHit] {
        try HybridSearch(store: store, embedder: WordEmbedder()).search(query, options: SearchOptions(limit: limit, mode: mode))
    }

    @Test func `meanings find what words rank lower, and a hybrid uses both`() throws {
        try store.add(documents: samples(500))
        #expect(throws: SearchError.noVectors(path: store.path)) { try search("entry 17", .dense) }
        #expect(try search("entry 17", .automatic) == (try store.search("entry 17", limit: 10)))
        #expect(try embed() == PassageEmbedding.Progress(embedded: 500, total: 500))
        let text = "entry 17. Entry number 17 tells of machine 119. It has two sentences."
        let dense = try search(text, .dense)
        #expect(dense.first?.passage.document == "sample/17" && dense[0].score > 0.99)
        #expect(try search(text, .hybrid).first?.passage.document == "sample/17")
        #expect(try search("machine 700", .automatic).first?.passage.document == "sample/100")
    }

    @Test func `vectors are kept in step with the store while a program runs, and after a stop it goes on`() throws {
        struct Stop: Error {}
        let upkeep = VectorUpkeep(store: store, embedder: WordEmbedder(), name: "words")
        #expect(!(try upkeep.update { _ in Issue.record("an empty store has nothing to embed") }))
        try store.add(documents: samples(100))
        var told: [Int] = []
        #expect(throws: Stop.self) {
            try upkeep.update { progress in
                told.append(progress.embedded)
                if progress.embedded >= 48 { throw Stop() }
            }
        }
        #expect(told == [0, 16, 32, 48])
        // As another start of the program would.
        let next = VectorUpkeep(store: try EvidenceStore(path: store.path), embedder: WordEmbedder(), name: "words")
        told = []
        #expect(try next.update { told.append($0.embedded) })
        #expect(told == [48, 64, 80, 96, 100])
        #expect(try search("entry 17", .dense).first?.passage.document == "sample/17")
        #expect(!(try next.update { _ in Issue.record("all have a vector") }))
        #expect(!(try VectorUpkeep(store: store, embedder: WordEmbedder(), name: "words").update { _ in Issue.record("all have a vector") }))
        try store.add(documents: [sample(500)])
        #expect(try next.update { told.append($0.embedded) })
        #expect(told.last == 101)
        try FileManager.default.removeItem(atPath: vectorPath)
        #expect(try next.update { told.append($0.embedded) })
        #expect(FileManager.default.fileExists(atPath: vectorPath))
    }

    @Test func `what is removed while vectors are computed gets none`() throws {
        try store.add(documents: samples(40))
        let upkeep = VectorUpkeep(store: store, embedder: WordEmbedder(), name: "words")
        try upkeep.update { progress in
            if progress.embedded == 40 { for number in 0..<10 { _ = try store.remove(identity: "sample/\(number)") } }
        }
        #expect(try store.indexStatistics().vectors?.passages == 30)
    }

    @Test func `what a killed writer left is removed, what a running one writes stays`() throws {
        let dead = Process()
        dead.executableURL = URL(filePath: "/bin/true")
        try dead.run()
        dead.waitUntilExit()
        let left = vectorPath + ".partial-\(dead.processIdentifier)-1", written = vectorPath + ".partial-\(ProcessInfo.processInfo.processIdentifier)-2"
        for path in [left, written] { try Data("half".utf8).write(to: URL(filePath: path)) }
        try store.add(documents: samples(3))
        _ = try embed()
        #expect(!FileManager.default.fileExists(atPath: left) && FileManager.default.fileExists(atPath: written))
    }

    @Test func `what was embedded before a kill is not embedded again`() throws {
        try store.add(documents: samples(1000))
        #expect(throws: FailingEmbedder.Stop.self) { try embed(FailingEmbedder(after: 500)) }
        #expect(!FileManager.default.fileExists(atPath: vectorPath))
        let journal = folder.file("evidence.vectors.journal")
        // A kill in the middle of a batch leaves a part of it.
        let bytes = try Data(contentsOf: URL(filePath: journal))
        try bytes.dropLast(1000).write(to: URL(filePath: journal))
        var steps: [Int] = []
        let result = try PassageEmbedding(store: store, embedder: WordEmbedder(), name: "words").run { steps.append($0.embedded) }
        #expect(steps.first == 256 && steps.last == 1000 && result.embedded == 1000)
        #expect(!FileManager.default.fileExists(atPath: journal))
        try store.add(documents: [sample(2000)])
        #expect(try store.remove(identity: "sample/5"))
        #expect(try embed() == PassageEmbedding.Progress(embedded: 1000, total: 1000))
        #expect(try search("entry 2000. Entry number 2000 tells of machine 14000. It has two sentences.", .dense).first?.passage.document == "sample/2000")
        #expect(try search("entry 5. Entry number 5 tells of machine 35. It has two sentences.", .dense, limit: 50).allSatisfy { $0.passage.document != "sample/5" })
    }

    @Test func `lists find nearly what comparing all finds, and filters hold`() throws {
        try store.add(documents: (0..<3000).map { sample($0, text: "Topic\($0 % 60) word\($0 % 7) text\($0)", source: "s\($0 % 3)") })
        _ = try embed()
        let queries = (0..<20).map { "topic\($0 * 3) word\($0 % 7) text\($0 * 11)" }
        let exact = try queries.map { Set(try search($0, .dense).map(\.passage.document)) }
        try FileManager.default.removeItem(atPath: vectorPath)
        _ = try embed(fewestForLists: 1000)
        let listed = try queries.map { Set(try search($0, .dense).map(\.passage.document)) }
        let found = zip(exact, listed).reduce(0) { $0 + $1.0.intersection($1.1).count }
        #expect(found >= 190)
        let lists = try #require(try store.indexStatistics().vectors?.lists)
        #expect(lists.count > 50 && lists.recallAt10 > 0.95 && lists.queryCount > 60)
        let hits = try HybridSearch(store: store, embedder: WordEmbedder()).search(queries[3], options: SearchOptions(source: "s1", mode: .hybrid))
        #expect(hits.count == 10 && hits.allSatisfy { $0.passage.source == "s1" })
    }

    @Test func `damaged, cut, foreign and other embedders' vectors are named, and words are searched`() throws {
        try store.add(documents: samples(300))
        _ = try embed()
        let bytes = try Data(contentsOf: URL(filePath: vectorPath))
        func check(_ damaged: Data) throws {
            try damaged.write(to: URL(filePath: vectorPath))
            let search = HybridSearch(store: store, embedder: WordEmbedder())
            #expect(try search.search("entry 17", limit: 1).first?.passage.document == "sample/17")
            #expect(search.fault?.description.contains(vectorPath) == true)
            #expect(throws: IndexError.self) { try search.search("entry 17", options: SearchOptions(mode: .dense)) }
        }
        for length in stride(from: 0, to: bytes.count, by: bytes.count / 17) { try check(bytes.prefix(length)) }
        for place in [0, 9, 20, 40, bytes.count / 3, bytes.count / 2] {
            var damaged = bytes
            damaged[place] ^= 0x41
            try check(damaged)
        }
        try bytes.write(to: URL(filePath: vectorPath))
        let other = HybridSearch(store: store, embedder: WordEmbedder(seed: 7))
        _ = try other.search("entry 17", limit: 1)
        guard case .otherEmbedder = other.fault else {
            Issue.record("\(String(describing: other.fault))")
            return
        }
        // Another embedder's vectors are made anew, and a damaged file is replaced.
        #expect(try embed(WordEmbedder(seed: 7)).embedded == 300)
        try Data("not a file of vectors".utf8).write(to: URL(filePath: vectorPath))
        #expect(try embed().embedded == 300)
        #expect(try search("entry 17. Entry number 17 tells of machine 119. It has two sentences.", .dense).first?.passage.document == "sample/17")
    }

    @Test func `a second process that would embed at the same time is refused`() throws {
        try store.add(documents: samples(10))
        let embedding = try PassageEmbedding(store: store, embedder: WordEmbedder(), name: "words")
        #expect(throws: IndexError.self) { try embedding.run { _ in _ = try embed() } }
    }
}
