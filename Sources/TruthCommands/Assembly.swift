import Foundation
import TruthAnswers
import TruthEvidence
import TruthModels

/// The rooms, wired together: what `serve`, `ask`, `chat` and `check` work with.
struct Assembly {
    let engine: Engine
    let store: EvidenceStore
    let embedder: SentenceEncoder?
    let search: HybridSearch
    let pipeline: AnswerPipeline

    /// Loads the model, opens the store and, when its folder is there, the embedder.
    init(directory: DataDirectory, model: ModelOptions, adapters: [String: String] = [:]) throws {
        store = try directory.openStore()
        engine = try model.engine(in: directory, adapters: adapters)
        embedder = try Self.embedder(in: directory)
        search = HybridSearch(store: store, embedder: embedder)
        pipeline = AnswerPipeline(generator: engine, search: search, embedder: embedder)
    }

    /// What `check` needs: the store and the embedder, but no language model.
    struct Checker {
        let pipeline: AnswerPipeline

        init(directory: DataDirectory) throws {
            let store = try directory.openStore()
            let embedder = try Assembly.embedder(in: directory)
            try Assembly.bringUpToDate(store)
            pipeline = AnswerPipeline(generator: nil, search: HybridSearch(store: store, embedder: embedder), embedder: embedder)
        }
    }

    /// Writes the lexical index when much of the store isn't in it, with a bar, and says when a file beside the store was of no use.
    static func bringUpToDate(_ store: EvidenceStore) throws {
        let bar = ProgressBar("Indexing")
        defer { bar.finish() }
        do {
            try store.updateLexicalIndex(tolerating: 5000) { count, total in bar.update(completed: count, total: total) { "\($0) passages" } }
        } catch let error as IndexError {
            // A folder that can't be written to can be searched all the same.
            Output.message("\(error)")
        }
        if let fault = store.lexicalFault { Output.message("\(fault)") }
    }

    /// The sentence encoder of the data directory, or `nil` when it was never fetched.
    ///
    /// Without it claims are judged by words, numbers and names alone, which `doctor` and `serve` say.
    static func embedder(in directory: DataDirectory) throws -> SentenceEncoder? {
        guard FileManager.default.fileExists(atPath: directory.embedderPath) else { return nil }
        return try SentenceEncoder.load(path: directory.embedderPath)
    }
}

extension SentenceEncoder: Embedder {}
