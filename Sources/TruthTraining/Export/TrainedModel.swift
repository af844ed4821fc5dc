import Foundation
package import TruthTensors

/// A run's model, read from one of its checkpoints.
package struct TrainedModel<Model: ExportableModel> {
    package let model: Model
    package let state: RunState
    private let record: RunRecord

    /// - Parameters:
    ///   - model: The recipe's model; its parameters are filled.
    ///   - step: The checkpoint's; `nil` for the best that is kept, or else the last.
    /// - Throws: ``RunError``.
    package init(run path: String, recipe: TrainingRecipe, model: Model, step: Int?, on device: TrainingDevice) throws {
        self.model = model
        let checkpoint = try Self.checkpoint(in: "\(path)/checkpoints", step: step), parameters = model.parameters
        if recipe.optimizer.averaging > 0 {
            // The averages are what the run evaluated.
            for parameter in parameters {
                parameter.optimizerState = [
                    Optimizer.State.average: TrainingTensor(rows: parameter.value.rows, columns: parameter.value.columns, in: device.arena)
                ]
            }
        }
        state = try checkpoint.load(into: parameters)
        for parameter in parameters {
            if let average = parameter.optimizerState[Optimizer.State.average] { device.processor.copy(average, to: parameter.value) }
        }
        model.parametersChanged()
        do {
            record = try JSONDecoder().decode(RunRecord.self, from: Data(contentsOf: URL(filePath: "\(path)/record.json")))
        } catch {
            throw RunError.unreadable(path: "\(path)/record.json", reason: "there is no record yet, or it is of an older version; it is written when training ends or stops")
        }
    }

    private static func checkpoint(in folder: String, step: Int?) throws -> RunCheckpoint {
        let checkpoints = RunCheckpoint.all(in: folder)
        guard let last = checkpoints.last else { throw RunError.noUsableCheckpoint(path: folder, problems: ["there is none"]) }
        let wanted = try step ?? last.state().best?.step
        guard let checkpoint = checkpoints.first(where: { $0.step == wanted }) ?? (step == nil ? last : nil) else {
            throw RunError.noUsableCheckpoint(
                path: folder, problems: ["there is none of step \(step ?? 0); there are: \(checkpoints.map { "\($0.step)" }.joined(separator: ", "))"])
        }
        return checkpoint
    }

    /// See ``ExportableModel/writeFolder(to:name:type:record:)``.
    package func writeFolder(to path: String, name: String, type: ElementType) throws {
        try model.writeFolder(to: path, name: name, type: type, record: record)
    }

    /// See ``ExportableModel/writeGGUF(to:name:mixture:record:)``.
    package func writeGGUF(to path: String, name: String, mixture: WeightMixture) throws {
        try model.writeGGUF(to: path, name: name, mixture: mixture, record: record)
    }

    /// See ``ExportableModel/writeAdapter(to:name:record:)``.
    package func writeAdapter(to path: String, name: String) throws {
        try model.writeAdapter(to: path, name: name, record: record)
    }
}
