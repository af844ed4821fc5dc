import ArgumentParser
import TruthEvidence

struct CorpusStats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Count the documents by source, language and year.")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let summary = try data.directory().openStore().summary()
        switch output.format {
        case .json: try Output.json(summary)
        case .text:
            Output.line(
                "\(summary.documents) documents by \(summary.authors) authors, \(summary.passages) passages, \(Output.bytes(summary.bytes))")
            if summary.documents == 0 { return }
            let sources = summary.sources.map { [$0.name, "\($0.documents)", $0.licences.joined(separator: ", ")] }
            let languages = summary.languages.map { [$0.code ?? "unknown", "\($0.documents)"] }
            let years = summary.years.map { [$0.year.map(String.init) ?? "no date", "\($0.documents)"] }
            for rows in [[["SOURCE", "DOCUMENTS", "LICENCES"]] + sources, [["LANGUAGE", "DOCUMENTS"]] + languages, [["YEAR", "DOCUMENTS"]] + years] {
                Output.line("\n" + Output.table(rows, rightAligned: [1]))
            }
        }
    }
}
