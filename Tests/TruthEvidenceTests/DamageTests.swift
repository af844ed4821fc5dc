import Foundation
import Testing
import TruthCorpus
import TruthEvidence

@Suite struct DamageTests {
    @Test func `a store cut at any page or overwritten is an error that names it, never a crash`() throws {
        let folder = try TestFolder()
        let whole = folder.file("whole.sqlite")
        do {
            let store = try EvidenceStore(path: folder.file("evidence.sqlite"))
            try store.add(documents: samples(300))
            try store.backup(to: whole)
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
        let path = folder.file("damaged.sqlite")
        for length in stride(from: 1, to: bytes.count, by: 5000) {
            try Data(bytes.prefix(length)).write(to: URL(fileURLWithPath: path))
            try expectDamage(path)
        }
        for start in stride(from: 0, to: bytes.count, by: 4096) {
            var damaged = bytes
            for offset in start..<min(bytes.count, start + 512) { damaged[offset] = UInt8(truncatingIfNeeded: offset &* 31) }
            try damaged.write(to: URL(fileURLWithPath: path))
            // A page that nothing reads may be damaged unseen; what is said then is right, or an error.
            do {
                let store = try EvidenceStore(path: path)
                _ = try store.search("entry 7", limit: 5)
                _ = try store.statistics()
                try store.add(documents: [sample(1000)])
            } catch let error as EvidenceError {
                #expect(error.description.contains(path))
            }
            for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + ending) }
        }
    }

    private func expectDamage(_ path: String) throws {
        for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + ending) }
        let error = #expect(throws: EvidenceError.self) { try EvidenceStore(path: path).statistics() }
        guard case .damaged(path, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a file that is no database and another program's database are told apart`() throws {
        let folder = try TestFolder()
        let path = folder.file("evidence.sqlite")
        try Data(String(repeating: "This is a letter. ", count: 500).utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: EvidenceError.damaged(path: path, reason: "file is not a database")) { try EvidenceStore(path: path) }
        // A store whose mark is changed, at its place in SQLite's header, is somebody else's.
        let other = folder.file("other.sqlite")
        try EvidenceStore(path: folder.file("mine.sqlite")).backup(to: other)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: other))
        bytes[68] = 0
        try bytes.write(to: URL(fileURLWithPath: other))
        #expect(throws: EvidenceError.notAStore(path: other)) { try EvidenceStore(path: other) }
    }

    @Test func `a folder that isn't there is named`() throws {
        let path = "/nonexistent/folder/evidence.sqlite"
        let error = #expect(throws: EvidenceError.self) { try EvidenceStore(path: path) }
        guard case .notWritable(path, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a full disk keeps what was reported and nothing of the rest`() throws {
        let folder = try TestFolder()
        let path = folder.file("evidence.sqlite")
        var reported = 0
        do {
            let store = try EvidenceStore(path: path, pageLimit: 150)
            #expect(throws: EvidenceError.diskFull(path: path)) {
                try store.add(documents: samples(20_000)) { reported = $0.added }
            }
            #expect(try store.statistics().documents == reported)
            #expect(try store.search("entry 7", limit: 1).count == 1)
        }
        #expect(reported > 0)
        let store = try EvidenceStore(path: path)
        #expect(try store.statistics().documents == reported)
        let report = try store.add(documents: samples(20_000))
        #expect(report.unchanged == reported && report.added == 20_000 - reported)
    }

    @Test func `an adding that is broken off keeps the batches it reported`() throws {
        struct Stop: Error {}
        let store = try EvidenceStore.inMemory()
        var reported = 0
        #expect(throws: Stop.self) {
            try store.add(documents: samples(5000)) {
                reported = $0.added
                if reported > 1000 { throw Stop() }
            }
        }
        #expect(try store.statistics().documents == reported)
    }
}
