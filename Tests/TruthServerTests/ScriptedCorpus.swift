import Foundation
import Synchronization
import TruthEvidence
import TruthServer

/// A corpus of one collection that takes in whatever has lines, one document each.
final class ScriptedCorpus: CorpusKeeping {
    struct Added: Equatable {
        var name: String
        var source: String
        var text: String
    }

    let uploadFolder = FileManager.default.temporaryDirectory.path + "/truth-uploads-\(UUID().uuidString)"
    private let state = Mutex<(added: [Added], page: Data?, isHeld: Bool, stopped: Int)>(([], nil, false, 0))

    var added: [Added] { state.withLock(\.added) }
    /// How many imports ended because nobody waited for them.
    var stopped: Int { state.withLock(\.stopped) }
    var page: Data? {
        get { state.withLock(\.page) }
        set { state.withLock { $0.page = newValue } }
    }
    /// While it is set, an import reports progress without end.
    var isHeld: Bool {
        get { state.withLock(\.isHeld) }
        set { state.withLock { $0.isHeld = newValue } }
    }

    deinit { try? FileManager.default.removeItem(atPath: uploadFolder) }

    func summary() throws -> CorpusSummary {
        CorpusSummary(
            documents: 3, passages: 4, authors: 2, bytes: 4096,
            sources: [.init(name: "<b>notes</b>", documents: 3, licences: ["CC0-1.0"])],
            languages: [.init(code: "en", documents: 2), .init(code: nil, documents: 1)],
            years: [.init(year: 2024, documents: 2), .init(year: nil, documents: 1)])
    }

    func add(
        fileAt path: String, source: String, progress: (CorpusProgress) throws -> Void, rejected: (String) -> Void
    ) throws -> AddReport {
        let name = (path as NSString).lastPathComponent
        let text = try String(contentsOfFile: path, encoding: .utf8)
        state.withLock { $0.added.append(Added(name: name, source: source, text: text)) }
        if name.hasSuffix(".exe") { throw CorpusRefusal.unreadable(reason: "The format of \(name) can't be told.") }
        if name == "full.txt" { throw CorpusRefusal.diskFull }
        var report = AddReport()
        repeat {
            for line in text.split(separator: "\n") {
                if line == "bad" {
                    report.rejected += 1
                    rejected("\(name), record \(report.total): bad")
                } else {
                    report.added += 1
                }
            }
            do {
                try progress(CorpusProgress(report: report, bytesRead: text.utf8.count, bytesTotal: text.utf8.count))
            } catch {
                state.withLock { $0.stopped += 1 }
                throw error
            }
            if isHeld { Thread.sleep(forTimeInterval: 0.005) }
        } while isHeld
        return report
    }

    func report() throws -> Data? { page }

    /// What lies in the folder for uploads.
    var leftovers: [String] { (try? FileManager.default.contentsOfDirectory(atPath: uploadFolder)) ?? [] }
}
