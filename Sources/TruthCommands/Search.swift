import ArgumentParser
import TruthEvidence

struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Find the passages that match a query best.")

    @Argument(help: "What to look for.")
    var query: String

    @Option(help: ArgumentHelp("The most passages to show.", valueName: "count"))
    var limit = 5

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if !(1...1000).contains(limit) { throw ValidationError("--limit is \(limit); expected 1 to 1000.") }
    }

    func run() async throws {
        let store = try EvidenceStore(path: data.directory().evidencePath)
        let hits = try store.search(query, limit: limit)
        switch output.format {
        case .json: try Output.json(hits)
        case .text:
            if hits.isEmpty { Output.message("Nothing in the evidence matches.") }
            for (index, hit) in hits.enumerated() {
                let title = [hit.passage.source, hit.passage.title].compactMap { $0 }.joined(separator: ": ")
                Output.line(Output.coloured("\(index + 1). \(title)", 1))
                Output.line(hit.passage.text + "\n")
            }
        }
    }
}
