import Foundation

/// The files of a folder as Hugging Face lays models out.
struct CheckpointFolder {
    static let indexName = "model.safetensors.index.json"

    let configurationPath: String
    /// One file, or the parts that the index names, in the order of their names.
    let tensorsPaths: [String]
    /// Which part has a tensor, where there is an index.
    private let weightMap: [(tensor: String, part: Int)]

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
        if !names.contains("model.safetensors"), names.contains(Self.indexName) {
            (tensorsPaths, weightMap) = try Self.indexed(path: path, files: Set(names))
        } else {
            tensorsPaths = [Self.join(path, try Self.tensorsName(in: names, path: path))]
            weightMap = []
        }
    }

    /// Refuses files that lack a tensor which the index promises.
    func check(_ contents: CheckpointContents) throws(CheckpointError) {
        for (name, part) in weightMap {
            guard let tensor = contents.tensor(named: name), tensor.part == part else {
                throw .missingTensor(file: tensorsPaths[part], name: name)
            }
        }
    }

    /// What the index says: `{"weight_map": {"TENSOR": "FILE", …}}`.
    private static func indexed(path: String, files: Set<String>) throws(CheckpointError) -> ([String], [(tensor: String, part: Int)]) {
        let place = join(path, indexName)
        guard let entries = try Checkpoint.json(place)["weight_map"]?.object, !entries.isEmpty else {
            throw .unusableFolder(path: place, reason: "the index has no 'weight_map' of tensors and their files.")
        }
        var named: [(tensor: String, file: String)] = []
        for (tensor, value) in entries {
            guard let file = value.string, !file.contains("/"), file.hasSuffix(".safetensors") else {
                throw .unusableFolder(path: place, reason: "the tensor '\(tensor.shortened(to: 80))' has no .safetensors file of this folder.")
            }
            guard files.contains(file) else {
                throw .unusablePart(path: join(path, file), reason: "a part of the model is missing, which \(indexName) names. Fetch it.")
            }
            named.append((tensor, file))
        }
        let parts = Set(named.map(\.file)).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: zip(parts, parts.indices))
        return (parts.map { join(path, $0) }, named.map { (tensor: $0.tensor, part: numbers[$0.file]!) })
    }

    private static func tensorsName(in names: [String], path: String) throws(CheckpointError) -> String {
        if names.contains("model.safetensors") { return "model.safetensors" }
        let candidates = names.filter { $0.hasSuffix(".safetensors") }.sorted()
        if candidates.count == 1 { return candidates[0] }
        if candidates.isEmpty { throw .unusableFolder(path: path, reason: "the folder has no .safetensors file.") }
        throw .unusableFolder(
            path: path, reason: "the folder has \(candidates.count) .safetensors files and no \(indexName), which says what they hold. Fetch it as well.")
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }
}
