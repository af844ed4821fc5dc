import ArgumentParser
import Foundation
import TruthEvidence

struct CorpusEmbed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed", abstract: "Compute the vectors with which passages are found by their meaning.",
        discussion: """
            Only passages without a vector are embedded, in batches that are safe at once: after Ctrl-C or a kill the next run goes on
            where this one stopped. Searches use the vectors when all are done. With --format json, a line is written after each batch.
            """)

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let directory = try data.directory()
        guard let embedder = try Assembly.embedder(in: directory) else {
            throw DataDirectoryError.noEmbedder(folder: directory.embedderPath)
        }
        let store = try directory.openStore()
        try Assembly.bringUpToDate(store)
        let embedding = try PassageEmbedding(store: store, embedder: embedder, name: "all-MiniLM-L6-v2")
        let bar = ProgressBar("Embedding")
        defer { bar.finish() }
        let result = try embedding.run { progress in
            bar.update(completed: progress.embedded, total: progress.total) { "\($0) of \(progress.total) passages" }
            if output.format == .json { try Output.json(progress, pretty: false) }
        }
        bar.finish()
        if output.format == .text { Output.line("\(result.embedded) passages have vectors") }
    }
}
