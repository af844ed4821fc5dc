import ArgumentParser
import Foundation
import TruthCorpus
import TruthTokens

struct CorpusReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write one HTML page with charts: the data sheet of a corpus.",
        discussion: """
            Without paths, of the store's documents; `truthgpt serve` then shows it. For the output of `truthgpt corpus clean`, the report beside it is
            found by its name and shown too.
            """)

    @Argument(help: ArgumentHelp("Files or folders of documents. Default: the store's documents.", valueName: "path"))
    var paths: [String] = []

    @Option(name: .shortAndLong, help: ArgumentHelp("The page. Default: reports/corpus.html in the data directory.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("What the corpus is called. Default: the first path, or the store.", valueName: "text"))
    var title: String?

    @Option(help: ArgumentHelp("The report of a cleaning run. Default: the one beside the first path, where there is one.", valueName: "file"))
    var cleaning: String?

    @Option(help: ArgumentHelp("A tokenizer.json whose tokens are counted.", valueName: "file"))
    var tokenizer: String?

    @OptionGroup var reading: ReadingFlags
    @OptionGroup var data: DataOptions
    @OptionGroup var results: OutputOptions

    func validate() throws {
        if !paths.isEmpty, output == nil { throw ValidationError("Say with --output where the page goes.") }
    }

    func run() async throws {
        let cleaningReport = try cleaningPath().map { try CleaningReport(contentsOf: $0) }
        let tokenizer = try tokenizer.map { try Tokenizer(contentsOf: URL(fileURLWithPath: $0)) }
        let documents = try CorpusDocuments(paths: paths, data: data, options: reading.options)
        let identifier = LanguageIdentifier()
        var statistics = CorpusStatistics()
        while var document = try documents.next() {
            // Not every format states a language.
            document.language = document.language ?? identifier.language(ofDocument: document.text)
            statistics.add(document, tokens: tokenizer?.encode(document.text).count)
        }
        try write(statistics, cleaningReport, to: output ?? Self.pageInStore(data.directory()))
        if documents.rejectedCount > 0 { throw ExitCode(2) }
    }

    private static func pageInStore(_ directory: DataDirectory) throws -> String {
        let path = directory.reportPath
        let folder = (path as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CleaningError.unwritable(path: folder, reason: error.reason)
        }
        return path
    }

    private func write(_ statistics: CorpusStatistics, _ cleaning: CleaningReport?, to output: String) throws {
        let name = title ?? paths.first.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent } ?? "The store's documents"
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
        guard let first = paths.first else { return nil }
        let beside = CleaningReport.path(besides: first)
        return FileManager.default.fileExists(atPath: beside) ? beside : nil
    }
}
