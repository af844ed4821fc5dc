import Foundation

/// The files of a folder as Hugging Face lays models out.
struct CheckpointFolder {
    let configurationPath: String
    let tensorsPath: String

    /// The files of the folder at `path`.
    init(path: String) throws(CheckpointError) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw .unusableFolder(path: path, reason: "the folder can't be read. \(error.localizedDescription)")
        }
        guard names.contains("config.json") else {
            throw .unusableFolder(
                path: path, reason: "the folder has no config.json. Give a .gguf file, or a folder as Hugging Face lays it out.")
        }
        configurationPath = Self.join(path, "config.json")
        tensorsPath = Self.join(path, try Self.tensorsName(in: names, path: path))
    }

    private static func tensorsName(in names: [String], path: String) throws(CheckpointError) -> String {
        if names.contains("model.safetensors") { return "model.safetensors" }
        let candidates = names.filter { $0.hasSuffix(".safetensors") }.sorted()
        if candidates.count == 1 { return candidates[0] }
        throw .unusableFolder(
            path: path,
            reason: candidates.isEmpty
                ? "the folder has no .safetensors file."
                : "the folder has \(candidates.count) .safetensors files, and a model in several files is not supported. Join them into model.safetensors.")
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }
}
