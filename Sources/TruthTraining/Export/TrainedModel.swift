import Foundation
package import TruthTensors

/// A run's model, read from one of its checkpoints.
package struct TrainedModel {
    package let decoder: TrainableDecoder
    package let state: RunState
    private let record: RunRecord
    private let shards: ShardSet

    /// - Parameter step: The checkpoint's; `nil` for the best that is kept, or else the last.
    /// - Throws: ``RunError``.
    package init(run path: String, recipe: TrainingRecipe, shards: ShardSet, step: Int?, on processor: Processor) throws {
        let checkpoints = RunCheckpoint.all(in: "\(path)/checkpoints")
        guard let last = checkpoints.last else { throw RunError.noUsableCheckpoint(path: "\(path)/checkpoints", problems: ["there is none"]) }
        let wanted = try step ?? last.state().best?.step
        guard let checkpoint = checkpoints.first(where: { $0.step == wanted }) ?? (step == nil ? last : nil) else {
            throw RunError.noUsableCheckpoint(
                path: "\(path)/checkpoints", problems: ["there is none of step \(step ?? 0); there are: \(checkpoints.map { "\($0.step)" }.joined(separator: ", "))"])
        }
        let arena = TensorArena()
        decoder = try Trainer.decoder(recipe, shards: shards, on: processor, in: arena)
        if recipe.optimizer.averaging > 0 {
            // The averages are what the run evaluated.
            for parameter in decoder.parameters {
                parameter.optimizerState = [Optimizer.State.average: TrainingTensor(rows: parameter.value.rows, columns: parameter.value.columns, in: arena)]
            }
        }
        state = try checkpoint.load(into: decoder.parameters)
        for parameter in decoder.parameters {
            if let average = parameter.optimizerState[Optimizer.State.average] { processor.copy(average, to: parameter.value) }
        }
        self.shards = shards
        do {
            record = try JSONDecoder().decode(RunRecord.self, from: Data(contentsOf: URL(filePath: "\(path)/record.json")))
        } catch {
            throw RunError.unreadable(path: "\(path)/record.json", reason: "there is no record yet; it is written when training ends or stops")
        }
    }

    /// Writes a Hugging Face folder; see ``HuggingFaceExport``.
    package func writeFolder(to path: String, name: String, type: ElementType) throws {
        try HuggingFaceExport(decoder, shards: shards, record: record, name: name).write(to: path, type: type)
    }

    /// Writes a GGUF file; see ``GGUFExport``.
    package func writeGGUF(to path: String, name: String, mixture: WeightMixture) throws {
        try GGUFExport(decoder, shards: shards, name: name).write(to: path, mixture: mixture)
    }
}
