import ArgumentParser
import Foundation
import TruthCorpus
import TruthEvidence

struct CorpusAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Read files or folders into the corpus. What is there already and unchanged is passed over.",
        discussion: """
            Documents are cleaned first: a recipe says how. Adding the same again changes nothing; a newer version adds and updates. An interrupted run (Ctrl-C, kill, a full disk) has kept
            what it reported: the same command goes on where it stopped. What was forgotten stays forgotten.
            A record that can't be read is named on standard error and in rejected.jsonl in the data directory, and the rest goes on.
            Returns 2 when anything was set aside. With --format json, a line is written after each batch that is safely stored, and one at
            the end.
            """)

    @Argument(help: ArgumentHelp("Files or folders; - reads standard input, with --input-format.", valueName: "path"))
    var paths: [String]

    @OptionGroup var reading: ReadingFlags
    @OptionGroup var cleaning: CleaningFlags

    @Flag(help: "Read files again that were read in full and haven't changed.")
    var again = false

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        // A wrong path is told before anything is read.
        for path in paths where path != "-" && !FileManager.default.fileExists(atPath: path) { throw CorpusError.notFound(path: path) }
        let directory = try data.directory()
        let store = try directory.openStore()
        let log = try RejectedLog(folder: directory.url.path)
        var summary = Summary()
        for path in paths {
            let cleaning = try cleaning.cleaning()
            let options = CorpusImport.Options(reading: reading.options, cleaning: cleaning.name, readsAgain: again)
            try add(path, with: CorpusImport(store: store, log: log, options: options, cleaning: cleaning.clean), to: &summary)
        }
        try show(summary, log: directory.rejectedPath)
        if summary.setAside > 0 { throw ExitCode(2) }
    }

    /// Of each path, so many faulty records are named on standard error.
    private static let mostNamed = 20

    /// What all paths gave together.
    private struct Summary: Encodable {
        var event = "finished"
        var report = AddReport()
        /// Paths that were read before and haven't changed.
        var unchangedPaths: [String] = []
        /// In this run, and in the earlier runs that read the unchanged paths.
        var setAside = 0
    }

    /// A batch that is safely stored.
    private struct Batch: Encodable {
        var event = "stored"
        var path: String
        var report: AddReport
    }

    private func add(_ path: String, with importer: CorpusImport, to summary: inout Summary) throws {
        let bar = ProgressBar("Adding")
        let progress = { (progress: CorpusImport.Progress) in
            bar.update(completed: progress.reading.bytesRead, total: progress.reading.bytesTotal ?? 0) { _ in "\(progress.report.total) records" }
            if output.format == .json { try Output.json(Batch(path: path, report: progress.report), pretty: false) }
        }
        var named = 0
        let rejected = { (record: RejectedRecord) in
            named += 1
            if named > Self.mostNamed { return }
            bar.finish()
            Output.message("set aside: \(record)")
            if named == Self.mostNamed { Output.message("… what else is set aside is only in the list") }
        }
        defer { bar.finish() }
        let outcome =
            path == "-"
            ? try importer.runStandardInput(progress: progress, rejected: rejected)
            : try importer.run(path: path, progress: progress, rejected: rejected)
        switch outcome {
        case .read(let report):
            summary.report += report
            summary.setAside += report.rejected
        case .unchanged(let records, let rejected, let time):
            summary.unchangedPaths.append(path)
            summary.setAside += rejected
            bar.finish()
            let day = time.formatted(.iso8601.year().month().day())
            Output.message("\(path) hasn't changed since it was read on \(day) (\(records) records, \(rejected) set aside); --again reads it again.")
        }
    }

    private func show(_ summary: Summary, log: String) throws {
        if output.format == .json { return try Output.json(summary, pretty: false) }
        let report = summary.report
        Output.line("\(report.added) added, \(report.updated) updated, \(report.unchanged) unchanged, \(report.rejected) set aside")
        if report.passedOver > 0 { Output.line("\(report.passedOver) records were dealt with by the run that was interrupted") }
        if report.forgotten > 0 { Output.line("\(report.forgotten) left out because they were forgotten earlier") }
        for (reason, count) in report.leftOut.sorted(by: { $0.key.rawValue < $1.key.rawValue }) { Output.line("\(count) left out: \(reason)") }
        for (step, count) in report.removed.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            Output.line("\(count) left out by cleaning: \(step)")
        }
        if summary.setAside > 0 { Output.message("What was set aside, and why: \(log)") }
    }
}
