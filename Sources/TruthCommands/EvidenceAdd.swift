import ArgumentParser
import TruthCorpus
import TruthEvidence

struct EvidenceAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Read files or folders into the store. Adding the same again changes nothing.",
        discussion: """
            Posts: an X or Twitter archive (the zip as downloaded, or its folder), answers of X's API, a Mastodon archive or list of
            posts, Community Notes. Documents: text, Markdown, HTML, PDF (with pdftotext), EPUB, mbox, RSS and Atom, JSON Lines, JSON,
            CSV and TSV with named columns, dictionaries in the dict format. All of them also inside zip, tar, gz, zst, bz2 and xz.
            Formats are told from names, and where those leave it open, from contents. A record that can't be read is named on standard
            error and set aside; the rest goes on, and the exit status is 2. With --format json, a line is written after each batch
            that is safely stored.
            """)

    @Argument(help: ArgumentHelp("Files or folders; - reads standard input, with --input-format unless it is an archive.", valueName: "path"))
    var paths: [String]

    @OptionGroup var reading: ReadingFlags
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let store = try data.directory().openStore()
        var total = AddReport()
        for path in paths {
            total += try add(path, to: store)
        }
        try Assembly.bringUpToDate(store)
        if output.format == .text {
            Output.line("\(total.added) added, \(total.updated) updated, \(total.unchanged) unchanged, \(total.rejected) set aside")
            if total.forgotten > 0 { Output.line("\(total.forgotten) left out because they were forgotten earlier") }
        }
        if total.rejected > 0 { throw ExitCode(2) }
    }

    private func add(_ path: String, to store: EvidenceStore) throws -> AddReport {
        let reader = try reading.reader(path)
        let bar = ProgressBar("Adding")
        defer {
            bar.finish()
            for (reason, count) in reader.leftOut.sorted(by: { $0.key.rawValue < $1.key.rawValue }) { Output.message("left out of \(path): \(count) \(reason)") }
        }
        return try store.add(
            reader,
            progress: { report in
                let progress = reader.progress
                bar.update(completed: progress.bytesRead, total: progress.bytesTotal ?? 0) { _ in "\(report.total) documents" }
                if output.format == .json { try Output.json(report, pretty: false) }
            },
            rejected: { Output.message("set aside: \($0)") })
    }
}
