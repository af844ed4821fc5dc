import ArgumentParser
import Foundation
import TruthEvidence

struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Find the passages that match a query best.")

    @Argument(help: "What to look for.")
    var query: String

    @Option(help: ArgumentHelp("The most passages to show.", valueName: "count"))
    var limit = 5

    @Option(help: ArgumentHelp("Only from this source.", valueName: "name"))
    var source: String?

    @Option(help: ArgumentHelp("Only by this author.", valueName: "name"))
    var author: String?

    @Option(help: ArgumentHelp("Only in this language, as a code such as en.", valueName: "code"))
    var language: String?

    @Option(help: ArgumentHelp("Only from this date on, such as 2021-05-01.", valueName: "date"))
    var from: String?

    @Option(help: ArgumentHelp("Only until this date, that day included.", valueName: "date"))
    var to: String?

    @Option(help: ArgumentHelp("Only what existed at this date.", valueName: "date"))
    var asOf: String?

    @Flag(help: "Show the latest of the best first.")
    var newestFirst = false

    @Option(help: "What finds the passages: automatic, lexical, dense or hybrid.")
    var mode = SearchOptions.Mode.automatic

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if !(1...1000).contains(limit) { throw ValidationError("--limit is \(limit); expected 1 to 1000.") }
        _ = try options()
    }

    private func options() throws -> SearchOptions {
        SearchOptions(
            limit: limit, source: source, author: author, language: language,
            from: try from.map { try SearchOptions.date($0, name: "--from", ends: false) },
            to: try to.map { try SearchOptions.date($0, name: "--to", ends: true) },
            asOf: try asOf.map { try SearchOptions.date($0, name: "--as-of", ends: true) },
            order: newestFirst ? .newest : .relevance, mode: mode)
    }

    func run() async throws {
        let directory = try data.directory()
        let store = try directory.openStore()
        try Assembly.bringUpToDate(store)
        let search = HybridSearch(store: store, embedder: mode == .lexical ? nil : try Assembly.embedder(in: directory))
        let hits = try search.search(query, options: options())
        if let fault = search.fault { Output.message("\(fault)") }
        switch output.format {
        case .json: try Output.json(hits)
        case .text:
            if hits.isEmpty { Output.message("Nothing in the evidence matches.") }
            for (index, hit) in hits.enumerated() {
                let passage = hit.passage
                let day = passage.created.map { String($0.ISO8601Format().prefix(10)) }
                let copies = hit.copies > 1 ? "\(hit.copies) copies, \(hit.sourceCount) sources" : nil
                let details = [passage.author, day, copies].compactMap { $0 }.joined(separator: ", ")
                let title = [passage.source, passage.title].compactMap { $0 }.joined(separator: ": ") + (details.isEmpty ? "" : " (\(details))")
                Output.line(Output.coloured("\(index + 1). \(title)", 1))
                Output.line(passage.text + "\n")
            }
        }
    }
}

extension SearchOptions.Mode: ExpressibleByArgument {}
