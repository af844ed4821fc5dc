import Foundation
import Testing
import TruthCorpus
import TruthEvidence

/// A data directory whose every file can be searched for bytes.
private struct DataFolder {
    let folder = Result { try TestFolder() }
    let path: String

    init() throws { path = try folder.get().path }

    var storePath: String { path + "/evidence.sqlite" }

    func write(_ name: String, _ text: String) throws {
        let file = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    /// The files whose bytes hold `word`, in any case of its letters.
    func files(holding word: String) throws -> [String] {
        let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
        return names.filter { name in
            guard let bytes = FileManager.default.contents(atPath: path + "/" + name) else { return false }
            let text = Data(bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 })
            return text.range(of: Data(word.lowercased().utf8)) != nil
        }.sorted()
    }
}

/// A document with words that occur nowhere else.
private func secret(_ number: Int, author: String = "xavier qqauthor", source: String = "qqsource") -> Document {
    Document(
        identity: "\(source)/qqidentity\(number)", title: "qqtitle \(number)", aliases: ["qqalias"],
        text: "The zzsecret\(number)zz is a qqbodyword. " + String(repeating: "Filler qqfiller text. ", count: 40), source: source,
        author: author, url: "https://qqaddress.example/\(number)", rawHash: Data(repeating: UInt8(number % 256), count: 32))
}

private let secretWords = ["qqauthor", "qqsource", "qqidentity", "qqtitle", "qqalias", "zzsecret", "qqbody", "qqfiller", "qqaddress"]

@Suite struct ForgetTests {
    @Test func `after forgetting no file in the data directory contains a byte of it`() throws {
        let data = try DataFolder()
        do {
            let store = try EvidenceStore(path: data.storePath)
            try store.add(documents: samples(500))
            try store.add(documents: (0..<300).map { secret($0) })
            try store.add(documents: (500..<900).map { sample($0) })
            for name in ["evidence.lexical", "evidence.vectors", "evidence.vectors.partial", "rejected.jsonl", "reports/corpus.html", "caches/a", "uploads/x/y"] {
                try data.write(name, "a copy of zzsecret1zz")
            }
            for word in secretWords { #expect(try !data.files(holding: word).isEmpty, "\(word) can't be found before") }
            let report = try store.forget(.source("qqsource"))
            #expect(report.documents == 300 && report.sources == ["qqsource"])
            #expect(report.removedFiles.count == 7)
            for word in secretWords { #expect(try data.files(holding: word) == [], "\(word)") }
            #expect(try store.search("zzsecret7zz qqbodyword", limit: 5).isEmpty)
            #expect(try store.statistics().documents == 900)
            #expect(try store.search("entry 17", limit: 1).first?.passage.document == "sample/17")
        }
        for word in secretWords { #expect(try data.files(holding: word) == [], "\(word)") }
        #expect(try EvidenceStore(path: data.storePath).recovery == nil)
    }

    @Test func `what was forgotten doesn't come back, under its identity, another, or as an edited version`() throws {
        let data = try DataFolder()
        let store = try EvidenceStore(path: data.storePath)
        try store.add(documents: [secret(1), secret(2), sample(1)])
        #expect(try store.forget(.identities([secret(1).identity, "unknown"])).documents == 1)
        var edited = secret(1)
        edited.text = "Something new."
        edited.rawHash = nil
        var moved = secret(1)
        moved.identity = "elsewhere/1"
        moved.rawHash = nil
        var rewritten = moved
        rewritten.text = "In other words."
        rewritten.rawHash = secret(1).rawHash
        var foreign = moved
        foreign.author = "somebody else"
        // The marks hold when the file is opened anew, too.
        let report = try EvidenceStore(path: data.storePath).add(documents: [secret(1), edited, moved, rewritten, secret(2), foreign, sample(1)])
        #expect(report.forgotten == 4 && report.unchanged == 2 && report.added == 1)
        #expect(try store.forgottenMarkCount() == 3)
    }

    @Test func `documents are chosen by author, identity, source or words, and a preview changes nothing`() throws {
        let store = try EvidenceStore.inMemory()
        try store.add(documents: samples(10) + [secret(1), secret(2), secret(3, author: "other")])
        #expect(try store.preview(.author("xavier qqauthor")).documents == 2)
        #expect(try store.preview(.author("xavier")).documents == 0)
        #expect(try store.preview(.source("qqsource"), examples: 1).examples == ["qqsource/qqidentity1"])
        #expect(try store.preview(.query("zzsecret2zz and the bodyword")).documents == 0)
        #expect(try store.preview(.query("What is the zzsecret2zz qqbodyword?")).examples == ["qqsource/qqidentity2"])
        #expect(throws: EvidenceError.nothingSelected(query: "?!")) { try store.preview(.query("?!")) }
        #expect(try store.statistics().documents == 13)
        #expect(try store.forget(.author("nobody")).documents == 0)
        #expect(try store.forget(.query("zzsecret2zz")).documents == 1)
        #expect(try store.forget(.author("xavier qqauthor")).documents == 1)
        #expect(try store.add(documents: [secret(1), secret(2), secret(3, author: "other")]).forgotten == 2)
    }

    @Test func `models and shards made from it are found by their records`() throws {
        let data = try DataFolder()
        let store = try EvidenceStore(path: data.storePath)
        try store.add(documents: [secret(1), sample(1)])
        try data.write("shards/touched/manifest.json", #"{"name":"touched","trainedOn":{"sources":["qqsource","sample"]}}"#)
        try data.write("shards/clean/manifest.json", #"{"name":"clean","trainedOn":{"sources":["sample"]}}"#)
        try data.write("shards/exact/manifest.json", #"{"trainedOn":{"sources":["qqsource"],"documents":["qqsource/9"]}}"#)
        try data.write("shards/listed/manifest.json", #"{"version":1,"origins":[{"source":"sample"},{"source":"qqsource"}]}"#)
        try data.write("shards/other/manifest.json", #"{"version":1,"origins":[{"source":"sample"}]}"#)
        try data.write("shards/silent/part-0.bin", "tokens")
        try data.write("runs/one/record.json", #"{"name":"model-one","trainedOn":{"sources":["qqsource"]}}"#)
        try data.write("runs/two/record.json", #"{"name":"model-two","trainedOn":{"sources":["sample"]}}"#)
        try data.write("runs/three/record.json", #"{"name":"model-three","trainedOn":{"shards":["touched"]}}"#)
        try data.write("runs/four/record.json", #"{"loss":2}"#)
        let report = try store.forget(.source("qqsource"))
        #expect(report.models == ["four (its record doesn't say what it was trained on)", "model-one", "model-three"])
        #expect(report.removedFiles == ["listed", "silent", "touched"].map { data.path + "/shards/" + $0 })
        #expect(FileManager.default.fileExists(atPath: data.path + "/shards/clean/manifest.json"))
    }

    @Test func `a backup in the data directory is named and left alone`() throws {
        let data = try DataFolder()
        let store = try EvidenceStore(path: data.storePath)
        try store.add(documents: [secret(1)])
        try store.backup(to: data.path + "/backup.sqlite")
        #expect(try store.forget(.source("qqsource")).untouchedDatabases == [data.path + "/backup.sqlite"])
    }

    @Test func `what stands in the way is named, and the next opening of the store finishes it`() throws {
        let data = try DataFolder()
        let obstacle = data.path + "/evidence.lock"
        do {
            let store = try EvidenceStore(path: data.storePath)
            try store.add(documents: [secret(1), sample(1)])
            try FileManager.default.removeItem(atPath: obstacle)
            try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: true)
            let error = #expect(throws: EvidenceError.self) { try store.forget(.source("qqsource")) }
            #expect(error?.description.contains(obstacle) == true)
            #expect(try store.statistics().documents == 2)
        }
        try FileManager.default.removeItem(atPath: obstacle)
        let store = try EvidenceStore(path: data.storePath)
        #expect(store.recovery == nil)
        // Stops after the documents are gone from the store and before the files have forgotten.
        try store.forgetUntilArtifacts(.source("qqsource"))
        #expect(try store.statistics().documents == 1)
        try data.write("evidence.lexical", "zzsecret1zz")
        #expect(try !data.files(holding: "qqidentity").isEmpty)
        guard case .finished(let report)? = try EvidenceStore(path: data.storePath).recovery else {
            Issue.record("nothing was finished")
            return
        }
        #expect(report.documents == 1 && report.removedFiles == [data.path + "/evidence.lexical"])
        for word in secretWords { #expect(try data.files(holding: word) == [], "\(word)") }
    }

    @Test func `without its key a store that has forgotten takes nothing in`() throws {
        let data = try DataFolder()
        do {
            let store = try EvidenceStore(path: data.storePath)
            try store.add(documents: [secret(1), sample(2)])
            _ = try store.forget(.source("qqsource"))
        }
        let key = data.path + "/evidence.key"
        let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: key))
        for damaged in [nil, Data(bytes.prefix(5)), Data(repeating: 7, count: 32)] {
            if let damaged { try damaged.write(to: URL(fileURLWithPath: key)) } else { try FileManager.default.removeItem(atPath: key) }
            let store = try EvidenceStore(path: data.storePath)
            let error = #expect(throws: EvidenceError.self) { try store.add(documents: [sample(1)]) }
            #expect(error?.description.contains(key) == true)
            // With a new key the old marks would be lost without a word.
            #expect(throws: EvidenceError.self) { try store.forget(.source("sample")) }
            #expect(try store.statistics().documents == 1)
        }
        try bytes.write(to: URL(fileURLWithPath: key))
        #expect(try EvidenceStore(path: data.storePath).add(documents: [secret(1), sample(1)]).forgotten == 1)
    }
}
