import Foundation
internal import TruthCheckpoints
internal import TruthTensors

/// Writes a run's adapters as the folder that Hugging Face's PEFT reads: `adapter_config.json` and `adapter_model.safetensors`.
///
/// `truthgpt serve --adapter` serves it over the model that it was made for, PEFT loads it with `PeftModel.from_pretrained`.
package struct AdapterExport {
    private let model: FineTunedModel
    private let recipe: TrainingRecipe
    private let record: RunRecord
    private let name: String

    package init(_ model: FineTunedModel, recipe: TrainingRecipe, record: RunRecord, name: String) {
        self.model = model
        self.recipe = recipe
        self.record = record
        self.name = name
    }

    /// Writes the folder; it takes the place of an older one in one step.
    ///
    /// - Throws: ``RunError/notExportable(format:problem:)`` where the run has no adapters, or ``RunError/unwritable(path:reason:)``.
    package func write(to path: String) throws {
        let parts = model.decoder.parameters.compactMap(\.adapter).flatMap(\.parts)
        guard !parts.isEmpty else {
            throw RunError.notExportable(format: "an adapter", problem: "the run has none, the whole model learnt (adapter.rank is 0)")
        }
        try ExportFolder.write(to: path) { folder in
            var output = try OutputFile(path: "\(folder)/adapter_model.safetensors", room: DiskRoom())
            let tensors = parts.flatMap { [$0.down, $0.up] }.map { (name: "base_model.model." + $0.name, tensor: $0.value) }
            try output.write(
                SafetensorsWriter.head(
                    metadata: [("format", "pt")], tensors: tensors.map { (name: $0.name, type: .f32, shape: [$0.tensor.rows, $0.tensor.columns]) }))
            for tensor in tensors { try output.write(tensor.tensor) }
            _ = try output.finish()
            try ExportFolder.write(configuration, to: "\(folder)/adapter_config.json")
            try Data(ModelCard(record: record, name: name).markdown.utf8).write(to: URL(filePath: "\(folder)/README.md"))
        }
    }

    private var configuration: JSONObject {
        let targets = recipe.adapter.targets.compactMap { LowRankTarget(rawValue: $0)?.moduleName }
        return JSONObject([
            ("peft_type", .string("LORA")), ("task_type", .string("CAUSAL_LM")),
            ("base_model_name_or_path", .string(recipe.model.start)), ("base_model_sha256", .string(model.baseSHA256)),
            ("r", .integer(recipe.adapter.rank)), ("lora_alpha", .number(recipe.adapter.alpha)), ("lora_dropout", .number(0)),
            ("target_modules", .array(targets.map { .string($0) })), ("bias", .string("none")), ("fan_in_fan_out", .bool(false)),
            ("inference_mode", .bool(true)),
        ])
    }
}
