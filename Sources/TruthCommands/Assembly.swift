import Foundation
import TruthAnswers
import TruthEvidence
import TruthModels

/// The rooms, wired together: what `serve`, `ask`, `chat` and `check` work with.
struct Assembly {
    let engine: Engine
    let store: EvidenceStore
    let embedder: SentenceEncoder?
    let pipeline: AnswerPipeline

    /// Loads the model, opens the store and, when its folder is there, the embedder.
    init(directory: DataDirectory, model: ModelOptions) throws {
        store = try directory.openStore()
        engine = try model.engine(in: directory)
        embedder = try Self.embedder(in: directory)
        pipeline = AnswerPipeline(generator: engine, search: store, embedder: embedder)
    }

    /// What `check` needs: the store and the embedder, but no language model.
    struct Checker {
        let pipeline: AnswerPipeline

        init(directory: DataDirectory) throws {
            pipeline = AnswerPipeline(
                generator: nil, search: try EvidenceStore(path: directory.evidencePath),
                embedder: try Assembly.embedder(in: directory))
        }
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
