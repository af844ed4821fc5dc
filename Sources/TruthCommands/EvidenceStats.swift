import ArgumentParser
import TruthEvidence

struct EvidenceStats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stats", abstract: "Count what the store holds.")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let statistics = try data.directory().openStore().statistics()
        switch output.format {
        case .json: try Output.json(statistics)
        case .text:
            Output.line(
                "\(statistics.documents) documents, \(statistics.passages) passages, \(Output.bytes(statistics.bytes)), schema \(statistics.schemaVersion)")
            if statistics.sources.isEmpty { return }
            let rows = statistics.sources.map { [$0.name, "\($0.documents)", $0.licences.joined(separator: ", ")] }
            Output.line(Output.table([["SOURCE", "DOCUMENTS", "LICENCES"]] + rows, rightAligned: [1]))
        }
    }
}
