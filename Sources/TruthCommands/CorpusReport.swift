import ArgumentParser
import Foundation
import TruthCorpus
import TruthTokens

struct CorpusReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write one HTML page with charts: the data sheet of a corpus.",
        discussion: "For the output of `truthgpt corpus clean`, the report beside it is found by its name and shown too.")

    @Argument(help: ArgumentHelp("Files or folders of documents; - reads standard input, with --input-format.", valueName: "path"))
    var paths: [String]

    @Option(name: .shortAndLong, help: ArgumentHelp("The page.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("What the corpus is called. Default: the first path.", valueName: "text"))
    var title: String?

    @Option(help: ArgumentHelp("The report of a cleaning run. Default: the one beside the first path, where there is one.", valueName: "file"))
    var cleaning: String?

    @Option(help: ArgumentHelp("A tokenizer.json whose tokens are counted.", valueName: "file"))
    var tokenizer: String?

    @OptionGroup var reading: CleaningInputOptions
    @OptionGroup var results: OutputOptions

    func validate() throws {
        if paths.isEmpty { throw ValidationError("Name the files or folders of the corpus.") }
    }

    func run() async throws {
        let cleaningReport = try cleaningPath().map { try CleaningReport(contentsOf: $0) }
        let tokenizer = try tokenizer.map { try Tokenizer(contentsOf: URL(fileURLWithPath: $0)) }
        let identifier = LanguageIdentifier()
        var statistics = CorpusStatistics()
        var setAside = 0
        for path in paths {
            for record in try reading.reader(path) {
                switch record {
                case .document(var document):
                    // Not every format states a language.
                    document.language = document.language ?? identifier.language(ofDocument: document.text)
                    statistics.add(document, tokens: tokenizer?.encode(document.text).count)
                case .rejected(let record):
                    setAside += 1
                    Output.message("set aside: \(record)")
                }
            }
        }
        try write(statistics, cleaningReport)
        if setAside > 0 { throw ExitCode(2) }
    }

    private func write(_ statistics: CorpusStatistics, _ cleaning: CleaningReport?) throws {
        let name = title ?? URL(fileURLWithPath: paths[0]).deletingPathExtension().lastPathComponent
        let page = CorpusReportPage(title: name, statistics: statistics, cleaning: cleaning, date: Date())
        do {
            try Data(page.html.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            throw CleaningError.unwritable(path: output, reason: error.localizedDescription)
        }
        switch results.format {
        case .json: try Output.json(statistics)
        case .text: Output.line("\(output): \(statistics.documents) documents, \(statistics.words) words, \(Output.bytes(statistics.bytes))")
        }
    }

    private func cleaningPath() -> String? {
        if let cleaning { return cleaning }
        let beside = CleaningReport.path(besides: paths[0])
        return FileManager.default.fileExists(atPath: beside) ? beside : nil
    }
}
