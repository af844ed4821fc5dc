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

    @Option(help: ArgumentHelp("The collection that the documents belong to. Default: the name of the file or folder.", valueName: "name"))
    var source: String?

    @Option(help: ArgumentHelp("The format, instead of telling it from the names.", valueName: "format"))
    var inputFormat: DocumentFormat?

    @Option(help: ArgumentHelp("JSON Lines: the field that holds the text.", valueName: "field"))
    var text: String?

    @Option(help: ArgumentHelp("JSON Lines: the field that holds the author.", valueName: "field"))
    var author: String?

    @Option(help: ArgumentHelp("JSON Lines: the field that holds the date.", valueName: "field"))
    var date: String?

    @Option(help: ArgumentHelp("JSON Lines: the field that holds the URL.", valueName: "field"))
    var url: String?

    @Option(help: ArgumentHelp("JSON Lines: the field that holds the identity.", valueName: "field"))
    var id: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let store = try EvidenceStore(path: data.directory().evidencePath)
        var total = AddReport()
        for path in paths {
            let report = try add(path, to: store)
            total.added += report.added
            total.updated += report.updated
            total.unchanged += report.unchanged
            total.rejected += report.rejected
        }
        try Assembly.bringUpToDate(store)
        if output.format == .text {
            Output.line("\(total.added) added, \(total.updated) updated, \(total.unchanged) unchanged, \(total.rejected) set aside")
        }
        if total.rejected > 0 { throw ExitCode(2) }
    }

    private func add(_ path: String, to store: EvidenceStore) throws -> AddReport {
        let columns = ReadingOptions.Columns(text: text, author: author, date: date, url: url, id: id)
        let options = ReadingOptions(source: source, format: inputFormat, columns: columns)
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

extension DocumentFormat: ExpressibleByArgument {}
