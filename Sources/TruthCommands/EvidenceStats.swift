import ArgumentParser
import TruthEvidence

struct EvidenceStats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "stats", abstract: "Count what the store holds.")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let store = try data.directory().openStore()
        let statistics = try store.statistics()
        let indexes = try store.indexStatistics()
        switch output.format {
        case .json: try Output.json(Report(statistics, indexes))
        case .text:
            Output.line(
                "\(statistics.documents) documents, \(statistics.passages) passages, \(Output.bytes(statistics.bytes)), schema \(statistics.schemaVersion)")
            for line in Self.lines(indexes) { Output.line(line) }
            if statistics.sources.isEmpty { return }
            let rows = statistics.sources.map { [$0.name, "\($0.documents)", $0.licences.joined(separator: ", ")] }
            Output.line(Output.table([["SOURCE", "DOCUMENTS", "LICENCES"]] + rows, rightAligned: [1]))
        }
    }

    /// The store's counts, and those of the files beside it.
    private struct Report: Encodable {
        var statistics: EvidenceStatistics
        var indexes: IndexStatistics

        init(_ statistics: EvidenceStatistics, _ indexes: IndexStatistics) {
            (self.statistics, self.indexes) = (statistics, indexes)
        }

        private enum Keys: CodingKey { case indexes }

        func encode(to encoder: any Encoder) throws {
            try statistics.encode(to: encoder)
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(indexes, forKey: .indexes)
        }
    }

    private static func lines(_ indexes: IndexStatistics) -> [String] {
        var lines = indexes.faults
        if let lexical = indexes.lexical { lines.append("words: \(lexical.passages) passages in \(lexical.segments) segments, \(Output.bytes(lexical.bytes))") }
        guard let vectors = indexes.vectors else { return lines }
        lines.append("meanings: \(vectors.passages) passages by \(vectors.embedder), \(vectors.dimension) components, \(Output.bytes(vectors.bytes))")
        if let lists = vectors.lists {
            let recall = Output.decimal(100 * lists.recallAt10, 1)
            lines.append("  \(lists.searched) of \(lists.count) lists searched, recall@10 \(recall) % on \(lists.queryCount) queries made of vectors held out")
        }
        return lines
    }
}
