import Foundation
import Testing
import TruthCorpus
import TruthEvidence

@Suite struct LexicalIndexTests {
    /// Words with the frequencies of a language: the n-th is drawn about 1/n as often as the first.
    private static func documents(_ count: Int, seed: UInt64, from first: Int = 0) -> [Document] {
        var state = seed
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }
        return (first..<first + count).map { number in
            let words = (0..<5 + next(30)).map { _ in "w\(next(next(next(4000) + 1) + 1))x" }
            return Document(
                identity: "z/\(number)", title: number % 7 == 0 ? "title\(number)" : nil, text: words.joined(separator: " "), source: "s\(number % 3)",
                created: Date(timeIntervalSince1970: Double(number)))
        }
    }

    /// BM25 as docs/evidence.md defines it, straight from the texts.
    private static func reference(_ documents: [Document], _ query: [String]) -> [Double] {
        let texts = documents.map { document in
            (title: document.title.map { [$0] } ?? [], words: document.text.split(separator: " ").map(String.init))
        }
        let mean = Double(texts.reduce(0) { $0 + $1.title.count + $1.words.count }) / Double(texts.count)
        let counts = Dictionary(uniqueKeysWithValues: query.map { word in (word, texts.count { $0.title.contains(word) || $0.words.contains(word) }) })
        return texts.indices.map { index in
            let (title, words) = texts[index]
            return query.reduce(0) { sum, word in
                let found = counts[word]!
                let frequency = Double(4 * title.count { $0 == word } + words.count { $0 == word })
                let rarity = log(1 + (Double(texts.count - found) + 0.5) / (Double(found) + 0.5))
                let norm = 1.2 * (0.25 + 0.75 * Double(title.count + words.count) / mean)
                return sum + (frequency > 0 ? rarity * frequency * 2.2 / (frequency + norm) : 0)
            }
        }
    }

    @Test func `the block-max index ranks like BM25 computed from the texts`() throws {
        let documents = Self.documents(6000, seed: 5)
        let store = try EvidenceStore.inMemory()
        try store.add(documents: documents)
        for query in [["w0x", "w1x", "w2x"], ["w3x", "w700x"], ["w0x", "w5x", "w40x", "w900x", "w1500x", "w2x", "w3x"], ["w2500x"], ["title700", "w1x"]] {
            let expected = Self.reference(documents, query)
            let best = documents.indices.sorted { expected[$0] > expected[$1] }.filter { expected[$0] > 0 }
            let hits = try store.search(query.joined(separator: " "), options: SearchOptions(limit: 10, collapsesCopies: false))
            #expect(hits.count == min(10, best.count))
            for (rank, hit) in hits.enumerated() where !hit.isNamed {
                // Impacts are kept in 8 bits, a step of 1/255 of the largest; every term may be off by half a step of its rarity.
                let index = Int(hit.passage.document.dropFirst(2))!
                #expect(abs(hit.score - expected[index]) < 0.02 * Double(query.count) + 0.01 * expected[index])
                #expect(expected[index] > expected[best[rank]] - 0.04 * Double(query.count), "\(query) at \(rank)")
            }
        }
    }

    /// So many hits are asked for that nothing is below the threshold: everything is added up.
    @Test func `leaving out what can't be among the best changes neither hits nor scores nor their order`() throws {
        // More than two windows of rows; a few words are in half of the passages, so that they are asked for and not added up.
        let documents = Self.documents(40_000, seed: 3).enumerated().map { number, document in
            var document = document
            if number % 2 == 0 { document.text += " everywhere" }
            if number % 997 == 0 { document.text += " seldom" }
            return document
        }
        let store = try EvidenceStore.inMemory()
        try store.add(documents: documents)
        var state: UInt64 = 17
        for count in [1, 2, 3, 5, 8, 13, 21, 34] {
            var query = ["everywhere", "w0x", "seldom"]
            for _ in 0..<count {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                query.append("w\(Int(state >> 33) % (count % 2 == 0 ? 40 : 4000))x")
            }
            for collapses in [false, true] {
                let text = query.joined(separator: " ")
                let all = try store.ranking(text, options: SearchOptions(limit: 40_000, collapsesCopies: collapses))
                for limit in [1, 10, 100] {
                    let best = try store.ranking(text, options: SearchOptions(limit: limit, collapsesCopies: collapses))
                    #expect(best.map(\.passage) == all.prefix(limit).map(\.passage))
                    #expect(best.map(\.score) == all.prefix(limit).map(\.score))
                    let hits = try store.search(text, options: SearchOptions(limit: limit, collapsesCopies: collapses))
                    #expect(hits.map(\.passage.id) == best.map(\.passage))
                }
            }
        }
    }

    @Test func `a file, additions to it and removals give what a fresh store gives`() throws {
        let folder = try TestFolder()
        let path = folder.file("evidence.sqlite")
        let documents = Self.documents(3000, seed: 9)
        let store = try EvidenceStore(path: path)
        try store.add(documents: documents[..<2000])
        #expect(try store.updateLexicalIndex())
        #expect(!(try store.updateLexicalIndex()))
        try store.add(documents: documents[2000..<2500])
        #expect(try store.updateLexicalIndex())
        try store.add(documents: documents[2500...])
        var changed = documents[17]
        changed.text = "entirely changed zebra"
        try store.add(documents: [changed])
        for number in stride(from: 0, to: 3000, by: 10) { #expect(try store.remove(identity: "z/\(number)")) }
        for query in ["w0x w1x", "zebra", "w30x w3x w300x", "title21"] {
            let fresh = try EvidenceStore.inMemory()
            var left = documents
            left[17] = changed
            try fresh.add(documents: left.enumerated().filter { $0.offset % 10 != 0 }.map(\.element))
            let expected = Set(try fresh.search(query, limit: 200).filter { $0.coverage > 0.99 }.map(\.passage.document))
            for reader in [store, try EvidenceStore(path: path)] {
                let hits = try reader.search(query, limit: 200)
                #expect(hits.allSatisfy { !$0.passage.document.hasSuffix("0") && ($0.passage.document != "z/17" || query == "zebra") })
                let found = Set(hits.filter { $0.coverage > 0.99 }.map(\.passage.document))
                #expect(found == expected || expected.count > 150, "\(query)")
            }
        }
        #expect(store.lexicalFault == nil)
    }

    @Test func `a damaged, cut, foreign or stale file is named, and searches stay right`() throws {
        let folder = try TestFolder()
        let path = folder.file("evidence.sqlite"), index = folder.file("evidence.lexical")
        let store = try EvidenceStore(path: path)
        try store.add(documents: samples(400))
        try store.updateLexicalIndex()
        let bytes = try Data(contentsOf: URL(filePath: index))
        func check(_ damaged: Data, _ isExpected: (IndexError) -> Bool) throws {
            try damaged.write(to: URL(filePath: index))
            let reader = try EvidenceStore(path: path)
            #expect(try reader.search("What is entry 17?", limit: 1).first?.passage.document == "sample/17")
            let fault = try #require(reader.lexicalFault)
            #expect(isExpected(fault) && fault.description.contains(index))
            #expect(try reader.updateLexicalIndex() && reader.lexicalFault == nil)
        }
        for length in stride(from: 1, to: bytes.count, by: bytes.count / 23) { try check(bytes.prefix(length)) { _ in true } }
        for place in stride(from: 0, to: bytes.count, by: bytes.count / 61) {
            var damaged = bytes
            damaged[place] ^= 0x41
            // Bytes between sections are not looked at.
            try damaged.write(to: URL(filePath: index))
            let reader = try EvidenceStore(path: path)
            #expect(try reader.search("What is entry 17?", limit: 1).first?.passage.document == "sample/17")
        }
        try check(Data("This is a letter to a friend.".utf8) + Data(count: 100)) { $0 == .foreign(path: index) }
        var newer = bytes
        newer[8] = 9
        try check(newer) { $0 == .otherVersion(path: index, found: 9, expected: 1) }
        let other = try EvidenceStore(path: folder.file("other.sqlite"))
        try other.add(documents: (0..<500).map { sample($0, source: "other") })
        try other.updateLexicalIndex()
        try check(try Data(contentsOf: URL(filePath: folder.file("other.lexical")))) { $0 == .otherStore(path: index) }
    }

    @Test func `a store put back to a backup doesn't use the index of its future`() throws {
        let folder = try TestFolder()
        let path = folder.file("evidence.sqlite")
        do {
            let store = try EvidenceStore(path: path)
            try store.add(documents: samples(100))
            try store.backup(to: folder.file("backup.sqlite"))
            try store.add(documents: (100..<200).map { sample($0) })
            try store.updateLexicalIndex()
        }
        for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + ending) }
        try FileManager.default.moveItem(atPath: folder.file("backup.sqlite"), toPath: path)
        let store = try EvidenceStore(path: path)
        try store.add(documents: (0..<100).map { sample($0, text: "Quagga number \($0)", source: "new") })
        #expect(try store.search("quagga 50", limit: 1).first?.passage.document == "new/50")
        #expect(try store.search("entry 150", limit: 5).allSatisfy { $0.passage.document != "sample/150" })
        guard case .otherStore = store.lexicalFault else {
            Issue.record("\(String(describing: store.lexicalFault))")
            return
        }
    }

    @Test func `a store far ahead of its index is searched all the same, and the index follows`() async throws {
        let folder = try TestFolder()
        let store = try EvidenceStore(path: folder.file("evidence.sqlite"))
        try store.add(documents: (0..<21_000).map { Document(identity: "b/\($0)", text: "post \($0) of a flood", source: $0 % 2 == 0 ? "even" : "odd") })
        #expect(try store.search("post 20999", options: SearchOptions(source: "odd")).first?.passage.document == "b/20999")
        for _ in 0..<600 where !FileManager.default.fileExists(atPath: folder.file("evidence.lexical")) { try await Task.sleep(for: .milliseconds(50)) }
        #expect(FileManager.default.fileExists(atPath: folder.file("evidence.lexical")))
        #expect(try store.search("post 20998", options: SearchOptions(source: "even")).first?.passage.document == "b/20998")
    }

    @Test func `several processes may add, index and search at once`() async throws {
        let folder = try TestFolder()
        let path = folder.file("evidence.sqlite")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for process in 0..<3 {
                group.addTask {
                    // Each opens the store itself, as a process of its own would.
                    let store = try EvidenceStore(path: path)
                    for step in 0..<5 {
                        try store.add(documents: (0..<40).map { sample(step * 40 + $0, source: "writer\(process)") })
                        try store.updateLexicalIndex()
                        let hits = try store.search("entry \(step * 40 + 7)", options: SearchOptions(source: "writer\(process)"))
                        #expect(hits.first?.passage.document == "writer\(process)/\(step * 40 + 7)")
                    }
                }
            }
            try await group.waitForAll()
        }
        let store = try EvidenceStore(path: path)
        try store.updateLexicalIndex()
        #expect(try store.indexStatistics().lexical?.passages == 600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { !$0.contains("partial") })
    }
}
