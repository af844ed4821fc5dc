import Foundation
import Testing
import TruthCorpus
import TruthEvidence

@Suite struct SharingTests {
    @Test func `two writers and a reader use one file at once`() async throws {
        let folder = try TestFolder()
        let path = folder.file("evidence.sqlite")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<2 {
                group.addTask {
                    // Each opens the file itself, as a process of its own would.
                    let store = try EvidenceStore(path: path)
                    try store.add(documents: (0..<1500).map { sample($0, source: "writer\(writer)") })
                }
            }
            group.addTask {
                let store = try EvidenceStore(path: path)
                for _ in 0..<50 { _ = try store.search("entry 7", limit: 5) }
            }
            try await group.waitForAll()
        }
        #expect(try EvidenceStore(path: path).statistics().documents == 3000)
    }

    @Test func `many that open a new store at once all find it made`() async throws {
        for _ in 0..<5 {
            let folder = try TestFolder()
            let path = folder.file("evidence.sqlite")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for opener in 0..<6 {
                    group.addTask { try EvidenceStore(path: path).add(documents: [sample(opener)]) }
                }
                try await group.waitForAll()
            }
            #expect(try EvidenceStore(path: path).statistics().documents == 6)
        }
    }

    @Test func `a backup holds everything, stands alone and replaces only when asked`() throws {
        let folder = try TestFolder()
        let store = try EvidenceStore(path: folder.file("evidence.sqlite"))
        try store.add(documents: samples(500))
        let copy = folder.file("backup.sqlite")
        var shares: [Double] = []
        try store.backup(to: copy) { shares.append($0) }
        #expect(shares.last == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("backup") } == ["backup.sqlite"])
        #expect(throws: EvidenceError.backupExists(path: copy)) { try store.backup(to: copy) }
        try store.add(documents: [sample(500)])
        try store.backup(to: copy, replacing: true)
        let restored = try EvidenceStore(path: copy)
        #expect(try restored.statistics().documents == 501)
        #expect(try restored.document(identity: "sample/500") == sample(500))
        #expect(try restored.search("What is entry 17?", limit: 1).first?.passage.document == "sample/17")
    }

    @Test func `a store in memory can be backed up, and a backup to nowhere is an error`() throws {
        let folder = try TestFolder()
        let store = try EvidenceStore.inMemory()
        try store.add(documents: samples(3))
        try store.backup(to: folder.file("backup.sqlite"))
        #expect(try EvidenceStore(path: folder.file("backup.sqlite")).statistics().documents == 3)
        #expect(throws: EvidenceError.self) { try store.backup(to: folder.file("none/backup.sqlite")) }
    }

    @Test func `a store is still there when it is opened again`() throws {
        let folder = try TestFolder()
        let path = folder.file("evidence.sqlite")
        try EvidenceStore(path: path).add(documents: samples(10))
        #expect(try EvidenceStore(path: path).statistics().documents == 10)
    }
}
