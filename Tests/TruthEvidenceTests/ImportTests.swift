import Foundation
import Testing
import TruthCorpus
import TruthEvidence

/// A folder with a store, a log and files to add.
private struct Setting {
    let folder: TestFolder
    let store: EvidenceStore

    init() throws {
        folder = try TestFolder()
        store = try EvidenceStore(path: folder.file("evidence.sqlite"))
    }

    var posts: String { folder.file("posts.jsonl") }

    func write(_ lines: [String]) throws {
        try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: posts))
    }

    func post(_ number: Int, _ text: String = "A post") -> String {
        #"{"id":"\#(number)","text":"\#(text) with number \#(number).","author":"ann"}"#
    }

    func run(
        _ options: CorpusImport.Options = .init(), cleaning: @escaping DocumentCleaning = { .kept($0) },
        progress: (CorpusImport.Progress) throws -> Void = { _ in }
    ) throws -> CorpusImport.Outcome {
        try CorpusImport(store: store, log: RejectedLog(folder: folder.path), options: options, cleaning: cleaning)
            .run(path: posts, progress: progress)
    }

    func report(_ outcome: CorpusImport.Outcome) throws -> AddReport {
        guard case .read(let report) = outcome else {
            Issue.record("\(outcome)")
            return AddReport()
        }
        return report
    }

    var rejectedLines: [Substring] {
        get throws { try String(contentsOfFile: folder.file("rejected.jsonl"), encoding: .utf8).split(separator: "\n") }
    }
}

@Suite struct ImportTests {
    @Test func `a file that was read and hasn't changed is passed over, a newer one adds and updates`() throws {
        let setting = try Setting()
        try setting.write((0..<700).map { setting.post($0) })
        #expect(try setting.report(setting.run()).added == 700)
        guard case .unchanged(let records, 0, _) = try setting.run() else {
            Issue.record("read again")
            return
        }
        #expect(records == 700)
        var again = CorpusImport.Options()
        again.readsAgain = true
        #expect(try setting.report(setting.run(again)).unchanged == 700)
        try setting.write((0..<701).map { setting.post($0, $0 == 5 ? "An edited post" : "A post") })
        let newer = try setting.report(setting.run())
        #expect(newer.added == 1 && newer.updated == 1 && newer.unchanged == 699)
    }

    @Test func `other settings are another import`() throws {
        let setting = try Setting()
        try setting.write([setting.post(1)])
        _ = try setting.run()
        #expect(try setting.report(setting.run(.init(reading: ReadingOptions(source: "other")))).added == 1)
        #expect(try setting.report(setting.run(.init(cleaning: "recipe 2"))).unchanged == 1)
    }

    @Test func `an interrupted import goes on where it stopped, and cleaning sees every document all the same`() throws {
        struct Stop: Error {}
        let setting = try Setting()
        try setting.write((0..<2000).map { setting.post($0) } + ["not JSON"])
        var stored = 0
        #expect(throws: Stop.self) {
            try setting.run(progress: { progress in
                stored = progress.report.added
                throw Stop()
            })
        }
        #expect(stored > 0 && stored < 2000)
        var seen = 0
        let report = try setting.report(setting.run(cleaning: { document in
            seen += 1
            return .kept(document)
        }))
        #expect(report.passedOver == stored && report.added == 2000 - stored && report.unchanged == 0 && report.rejected == 1)
        #expect(seen == 2000)
        #expect(try setting.store.statistics().documents == 2000)
        guard case .unchanged(2001, 1, _) = try setting.run() else {
            Issue.record("not finished")
            return
        }
    }

    @Test func `what cleaning leaves out is counted by step`() throws {
        let setting = try Setting()
        try setting.write((0..<10).map { setting.post($0) })
        let report = try setting.report(setting.run(cleaning: { document in
            document.identity.hasSuffix("3") ? .removed(step: "threes", reason: "it ends in 3") : .kept(document)
        }))
        #expect(report.removed == ["threes": 1] && report.added == 9 && report.total == 10)
    }

    @Test func `a rejected record is written down once, with its place and no word of it`() throws {
        let setting = try Setting()
        try setting.write([setting.post(1), #"{"text": "secretword" broken"#, setting.post(2), #"{"id":"x"}"#])
        #expect(try setting.report(setting.run()).rejected == 2)
        var again = CorpusImport.Options()
        again.readsAgain = true
        #expect(try setting.report(setting.run(again)).rejected == 2)
        let lines = try setting.rejectedLines
        #expect(lines.count == 2)
        #expect(lines[0].contains("\"record\":2") && lines[0].contains("posts.jsonl") && lines[0].contains("\"byteOffset\":"))
        #expect(!lines.joined().contains("secretword"))
    }

    @Test func `a line that a kill cut off is taken away, and others stay`() throws {
        let setting = try Setting()
        try setting.write(["broken"])
        _ = try setting.run()
        let path = setting.folder.file("rejected.jsonl")
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        try (whole + Data(#"{"file":"half"#.utf8)).write(to: URL(fileURLWithPath: path))
        let log = try RejectedLog(folder: setting.folder.path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == whole)
        log.append(RejectedRecord(file: "other", record: 7, reason: "why"))
        log.append(RejectedRecord(file: "other", record: 7, reason: "why"))
        try log.flush()
        #expect(try setting.rejectedLines.count == 2)
    }

    @Test func `a log that can't be written is named`() throws {
        let folder = try TestFolder()
        let path = folder.file("rejected.jsonl")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let error = #expect(throws: EvidenceError.self) {
            let log = try RejectedLog(folder: folder.path)
            log.append(RejectedRecord(file: "f", reason: "r"))
            try log.flush()
        }
        #expect(error?.description.contains(path) == true)
    }

    @Test func `a file that could not be read is tried again, although it looks the same`() throws {
        let setting = try Setting()
        let folder = setting.folder.file("notes")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, bytes) in [("a.txt", Data("A note.".utf8)), ("b.txt", Data([0xFF, 0xFE, 0xFA]))] {
            try bytes.write(to: URL(fileURLWithPath: folder + "/" + name))
        }
        let importer = CorpusImport(store: setting.store, log: try RejectedLog(folder: setting.folder.path))
        #expect(try setting.report(importer.run(path: folder)).rejected == 1)
        let second = try setting.report(importer.run(path: folder))
        #expect(second.rejected == 1 && second.unchanged == 1)
        try Data("Another note.".utf8).write(to: URL(fileURLWithPath: folder + "/b.txt"))
        #expect(try setting.report(importer.run(path: folder)).added == 1)
        guard case .unchanged = try importer.run(path: folder) else {
            Issue.record("read again")
            return
        }
    }

    @Test func `what was removed can be added again`() throws {
        let setting = try Setting()
        try setting.write([setting.post(1)])
        _ = try setting.run()
        #expect(try setting.store.remove(source: "posts") == 1)
        #expect(try setting.report(setting.run()).added == 1)
    }

    @Test func `the corpus is counted by source, language and year`() throws {
        let store = try EvidenceStore.inMemory()
        var german = sample(1)
        german.language = "de"
        let bare = Document(identity: "b/1", text: "B.", source: "b")
        try store.add(documents: [german, sample(2), sample(3), bare])
        let summary = try store.summary()
        #expect(summary.documents == 4 && summary.authors == 1 && summary.sources.map(\.name) == ["sample", "b"])
        #expect(summary.languages == [.init(code: nil, documents: 3), .init(code: "de", documents: 1)])
        #expect(summary.years == [.init(year: 1970, documents: 3), .init(year: nil, documents: 1)])
    }
}
