import Foundation
package import TruthCheckpoints
package import TruthTokens

extension Tokenizer {
    /// The tokenizer that comes with a model: in a GGUF file's metadata, or as `tokenizer.json` in a folder.
    package init(of checkpoint: Checkpoint) throws(TokenizerError) {
        if checkpoint.configuration == nil {
            try self.init(metadata: checkpoint.metadata)
        } else {
            try self.init(contentsOf: URL(fileURLWithPath: checkpoint.path).appendingPathComponent("tokenizer.json"))
        }
    }

    /// The template that comes with a model: with the tokenizer's metadata, or in a folder's `tokenizer_config.json` or
    /// `chat_template.jinja`.
    package func chatTemplate(of checkpoint: Checkpoint) throws -> ChatTemplate {
        if checkpoint.configuration != nil {
            let file = URL(fileURLWithPath: checkpoint.path).appendingPathComponent("chat_template.jinja")
            if FileManager.default.fileExists(atPath: file.path) {
                return try ChatTemplate(source: String(contentsOf: file, encoding: .utf8), file: file.path)
            }
            let settings = try ModelSettings.file("tokenizer_config.json", in: checkpoint.path)
            if let settings, let source = try Self.templateSource(settings) { return try ChatTemplate(source: source, file: settings.path) }
        }
        return try chatTemplate(file: checkpoint.path)
    }

    /// The member `chat_template`: a text, or a list of named ones, of which `default` is meant for conversations without tools.
    private static func templateSource(_ settings: ModelSettings) throws -> String? {
        guard let named = settings.values["chat_template"]?.array else { return try settings.string(ifPresent: "chat_template") }
        return named.first { $0["name"]?.string == "default" }?["template"]?.string
    }

    /// The tokens at which an answer is over: those of the tokenizer, and those that a folder's settings name.
    func endTokens(of checkpoint: Checkpoint) throws -> Set<Int> {
        var ids = Set(endTokens)
        guard let configuration = checkpoint.configuration else { return ids }
        ids.formUnion(try ModelSettings(path: checkpoint.path, values: configuration).ids(ifPresent: "eos_token_id"))
        ids.formUnion(try ModelSettings.file("generation_config.json", in: checkpoint.path)?.ids(ifPresent: "eos_token_id") ?? [])
        return ids
    }
}
