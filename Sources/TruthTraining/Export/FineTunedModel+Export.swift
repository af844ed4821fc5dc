import Foundation
internal import TruthCheckpoints
internal import TruthModels
package import TruthTensors
internal import TruthTokens

/// A fine-tuned model keeps the settings and the tokenizer of the model that it started from.
extension FineTunedModel: ExportableModel {
    package func writeAdapter(to path: String, name: String, record: RunRecord) throws {
        try AdapterExport(self, recipe: recipe, record: record, name: name).write(to: path)
    }

    package func writeFolder(to path: String, name: String, type: ElementType, record: RunRecord) throws {
        let (settings, files) = try base.configuration.map(folderBeginnings) ?? fileBeginnings()
        try HuggingFaceExport(
            decoder: decoder, settings: settings, files: files, vocabularySize: vocabularySize,
            card: ModelCard(record: record, name: name)
        ).write(to: path, type: type)
    }

    package func writeGGUF(to path: String, name: String, mixture: WeightMixture, record: RunRecord) throws {
        let keys = try base.configuration == nil ? copiedKeys(name: name) : madeKeys(name: name)
        try GGUFExport(decoder: decoder, keys: keys, vocabularySize: vocabularySize).write(to: path, mixture: mixture)
    }

    private var settings: DecoderSettings {
        DecoderSettings(
            configuration: decoder.configuration, vocabularySize: vocabularySize,
            beginToken: tokenizer.specialTokens.beginning, endToken: tokenizer.specialTokens.end ?? tokenizer.endTokens.first)
    }

    // MARK: - Folders

    /// Files of a folder that belong to its tokenizer, or say how to generate.
    private static let companions = [
        "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "generation_config.json", "chat_template.jinja",
    ]

    /// From a folder: its settings, and its files as they are.
    private func folderBeginnings(_ configuration: JSONValue) throws -> (settings: JSONObject, files: [(name: String, contents: Data)]) {
        let files = try Self.companions.filter { FileManager.default.fileExists(atPath: "\(base.path)/\($0)") }.map { name in
            do {
                return (name, try Data(contentsOf: URL(filePath: "\(base.path)/\(name)")))
            } catch {
                throw RunError.unreadable(path: "\(base.path)/\(name)", reason: error.systemReason)
            }
        }
        return (configuration.object ?? JSONObject(), files)
    }

    /// From a GGUF file: what its metadata says, in the folder's words.
    private func fileBeginnings() throws -> (settings: JSONObject, files: [(name: String, contents: Data)]) {
        guard decoder.configuration.rotation.divisors == nil else {
            throw RunError.notExportable(format: "a folder", problem: "its positions are stretched, which a GGUF file states as numbers and a folder as a rule; write a .gguf file")
        }
        func text(_ id: Int?) -> JSONValue { id.map { .string(String(decoding: tokenizer.bytes(of: $0), as: UTF8.self)) } ?? .null }
        let configuration = JSONObject([
            ("tokenizer_class", .string("PreTrainedTokenizerFast")), ("bos_token", text(settings.beginToken)), ("eos_token", text(settings.endToken)),
            ("model_max_length", .integer(decoder.configuration.contextLength)),
            ("chat_template", tokenizer.chatTemplateSource.map { .string($0) } ?? .null),
        ])
        return try (
            settings.huggingFace,
            [
                ("tokenizer.json", Data(Tokenizer.json(metadata: base.metadata).utf8)), ("tokenizer_config.json", ExportFolder.data(configuration)),
                ("generation_config.json", ExportFolder.data(settings.generation)),
            ]
        )
    }

    // MARK: - GGUF

    /// From a GGUF file: its own keys, but for those that tell how its numbers were stored.
    private func copiedKeys(name: String) -> [(key: String, value: GGUFWriter.Value)] {
        let replaced: Set = ["general.name", "general.file_type", "general.quantization_version", "general.alignment"]
        return [("general.name", .string(name))]
            + base.metadata.keys.filter { !replaced.contains($0) }.map { ($0, GGUFWriter.Value(base.metadata[$0]!)) }
    }

    /// From a folder: keys for its configuration and its tokenizer.
    private func madeKeys(name: String) throws -> [(key: String, value: GGUFWriter.Value)] {
        guard decoder.configuration.rotation.divisors == nil else {
            throw RunError.notExportable(format: "GGUF", problem: "its positions are stretched; write a folder")
        }
        let file = "\(base.path)/tokenizer.json"
        guard let end = settings.endToken else { throw RunError.notExportable(format: "GGUF", problem: "\(file) names no token that ends a text") }
        let json: Data
        do {
            json = try Data(contentsOf: URL(filePath: file))
        } catch {
            throw RunError.unreadable(path: file, reason: error.systemReason)
        }
        let template = tokenizer.chatTemplateSource.map { [("tokenizer.chat_template", GGUFWriter.Value.string($0))] } ?? []
        return try settings.gguf(name: name) + Tokenizer.ggufKeys(json: Array(json), file: file, endToken: end) + template
    }
}
