import Foundation
import TruthCorpus
import TruthEvidence
import TruthServer

/// The corpus of a data directory, as the server works with it.
struct ServedCorpus: CorpusKeeping {
    let directory: DataDirectory
    let store: EvidenceStore

    var uploadFolder: String { directory.url.appending(path: "uploads").path }

    func summary() throws -> CorpusSummary { try store.summary() }

    func report() throws -> Data? {
        let path = directory.reportPath
        return FileManager.default.fileExists(atPath: path) ? try Data(contentsOf: URL(filePath: path)) : nil
    }

    func add(
        fileAt path: String, source: String, progress: (CorpusProgress) throws -> Void, rejected: (String) -> Void
    ) throws -> AddReport {
        let name = (path as NSString).lastPathComponent
        do {
            let cleaning = try CorpusCleaning(recipe: .default)
            let importer = CorpusImport(
                store: store, log: try RejectedLog(folder: directory.url.path),
                options: .init(reading: ReadingOptions(source: source), cleaning: cleaning.name), cleaning: cleaning.clean)
            let outcome = try importer.run(
                path: path, isKept: false,
                progress: { state in
                    let total = state.reading.bytesTotal ?? state.reading.bytesRead
                    try progress(CorpusProgress(report: state.report, bytesRead: state.reading.bytesRead, bytesTotal: total))
                },
                // The path is the server's own business.
                rejected: { rejected($0.description.replacing(path, with: name)) })
            switch outcome {
            case .read(let report): return report
            // Only said of paths that are kept.
            case .unchanged: return AddReport()
            }
        } catch let error as CorpusError {
            throw CorpusRefusal.unreadable(reason: error.description.replacing(path, with: name))
        } catch EvidenceError.diskFull {
            throw CorpusRefusal.diskFull
        }
    }
}
