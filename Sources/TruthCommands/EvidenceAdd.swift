import ArgumentParser
import TruthCorpus
import TruthEvidence

struct EvidenceAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Read files or folders into the store. Adding the same again changes nothing.",
        discussion: """
            Formats, told from the names: text (.txt), Markdown (.md), JSON Lines (.jsonl, .jsonl.gz), dictionaries in the dict format
            (.index with .dict or .dict.dz). A record that can't be read is named on standard error and set aside; the rest goes on.
            With --format json, a line is written after each batch that is safely stored.
            """)

    @Argument(help: ArgumentHelp("Files or folders; - reads standard input, with --input-format.", valueName: "path"))
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
        if output.format == .text {
            Output.line("\(total.added) added, \(total.updated) updated, \(total.unchanged) unchanged, \(total.rejected) set aside")
            if total.forgotten > 0 { Output.line("\(total.forgotten) left out because they were forgotten earlier") }
        }
        if total.rejected > 0 { throw ExitCode(2) }
    }

    private func add(_ path: String, to store: EvidenceStore) throws -> AddReport {
        let options = reading.options
        let reader = path == "-" ? try DocumentReader.standardInput(options: options) : try DocumentReader(path: path, options: options)
        let bar = ProgressBar("Adding")
        defer { bar.finish() }
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
