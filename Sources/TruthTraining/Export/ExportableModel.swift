import Foundation
internal import TruthCheckpoints
internal import TruthModels
package import TruthTensors
internal import TruthTokens

/// A run's model as it is written for other programs.
package protocol ExportableModel {
    /// What the run's checkpoints hold.
    var parameters: [Parameter] { get }

    /// Called when the parameters have been filled.
    func parametersChanged()

    /// Writes a Hugging Face folder; it takes the place of an older one in one step.
    ///
    /// - Parameter type: `.f32`, `.f16` or `.bf16`.
    /// - Throws: ``RunError/notExportable(format:problem:)`` or ``RunError/unwritable(path:reason:)``.
    func writeFolder(to path: String, name: String, type: ElementType, record: RunRecord) throws

    /// Writes one GGUF file; it takes the place of an older one in one step.
    ///
    /// - Throws: ``RunError/notExportable(format:problem:)`` or ``RunError/unwritable(path:reason:)``.
    func writeGGUF(to path: String, name: String, mixture: WeightMixture, record: RunRecord) throws

    /// Writes what was learnt beside the model, in a folder; see ``AdapterExport``.
    ///
    /// - Throws: ``RunError/notExportable(format:problem:)`` or ``RunError/unwritable(path:reason:)``.
    func writeAdapter(to path: String, name: String, record: RunRecord) throws
}

extension ExportableModel {
    package func parametersChanged() {}

    package func writeAdapter(to path: String, name: String, record: RunRecord) throws {
        throw RunError.notExportable(format: "an adapter", problem: "the run has none, the whole model learnt")
    }
}

/// A decoder that was trained on shards, with their tokenizer.
package struct PretrainedModel: ExportableModel {
    package let decoder: TrainableDecoder
    private let shards: ShardSet

    /// The recipe's decoder, with its first numbers.
    ///
    /// - Throws: ``RunError``, `ModelError` or `CheckpointError`.
    package init(_ recipe: TrainingRecipe, shards: ShardSet, in arena: TensorArena) throws {
        self.shards = shards
        decoder = try TrainableDecoder(recipe, vocabularySize: shards.manifest.tokenizer.vocabularySize, in: arena)
    }

    package var parameters: [Parameter] { decoder.parameters }

    private var settings: DecoderSettings {
        let tokenizer = shards.manifest.tokenizer
        return DecoderSettings(
            configuration: decoder.configuration, vocabularySize: tokenizer.vocabularySize, beginToken: tokenizer.endToken, endToken: tokenizer.endToken)
    }

    private func tokenizerFile() throws -> (path: String, contents: Data) {
        let path = "\(shards.folder)/\(shards.manifest.tokenizer.file)"
        do {
            return (path, try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw RunError.unreadable(path: path, reason: error.systemReason)
        }
    }

    package func writeFolder(to path: String, name: String, type: ElementType, record: RunRecord) throws {
        let end = JSONValue.string(shards.manifest.tokenizer.endTokenText)
        let tokenizer = JSONObject([
            ("tokenizer_class", .string("PreTrainedTokenizerFast")), ("bos_token", end), ("eos_token", end),
            ("model_max_length", .integer(decoder.configuration.contextLength)),
        ])
        try HuggingFaceExport(
            decoder: decoder, settings: settings.huggingFace,
            files: [
                ("tokenizer.json", tokenizerFile().contents), ("tokenizer_config.json", ExportFolder.data(tokenizer)),
                ("generation_config.json", ExportFolder.data(settings.generation)),
            ], vocabularySize: settings.vocabularySize, card: ModelCard(record: record, name: name)
        ).write(to: path, type: type)
    }

    package func writeGGUF(to path: String, name: String, mixture: WeightMixture, record: RunRecord) throws {
        let (file, contents) = try tokenizerFile()
        let tokenizer = try Tokenizer.ggufKeys(json: Array(contents), file: file, endToken: shards.manifest.tokenizer.endToken)
        try GGUFExport(decoder: decoder, keys: settings.gguf(name: name) + tokenizer, vocabularySize: settings.vocabularySize).write(to: path, mixture: mixture)
    }
}
