import Foundation
internal import TruthCheckpoints
internal import TruthModels
internal import TruthTensors

/// Writes a decoder as a Hugging Face folder: `model.safetensors`, `config.json`, the files of its tokenizer, and a model card.
struct HuggingFaceExport {
    let decoder: TrainableDecoder
    /// What `config.json` says, but for the type of the numbers.
    let settings: JSONObject
    /// The other files by name, such as `tokenizer.json`.
    let files: [(name: String, contents: Data)]
    /// Rows of the embedding that stand for tokens.
    let vocabularySize: Int
    let card: ModelCard

    /// Writes the folder; it takes the place of an older one in one step.
    ///
    /// - Parameter type: `.f32`, `.f16` or `.bf16`.
    /// - Throws: ``RunError/unwritable(path:reason:)``.
    func write(to path: String, type: ElementType) throws {
        try ExportFolder.write(to: path) { folder in
            try writeTensors(to: "\(folder)/model.safetensors", type: type)
            let typed = JSONObject(settings.filter { $0.key != "torch_dtype" && $0.key != "dtype" } + [("torch_dtype", .string(Self.name(of: type)))])
            try ExportFolder.write(typed, to: "\(folder)/config.json")
            for (name, contents) in files { try contents.write(to: URL(filePath: "\(folder)/\(name)")) }
            try Data(card.markdown.utf8).write(to: URL(filePath: "\(folder)/README.md"))
        }
    }

    /// PyTorch's name of a type.
    private static func name(of type: ElementType) -> String {
        switch type {
        case .bf16: "bfloat16"
        case .f16: "float16"
        default: "float32"
        }
    }

    private func writeTensors(to path: String, type: ElementType) throws {
        let tensors = ExportedTensors(decoder, vocabularySize: vocabularySize).all
        var output = try OutputFile(path: path, room: DiskRoom())
        try output.write(
            SafetensorsWriter.head(metadata: [("format", "pt")], tensors: tensors.map { (name: $0.name, type: type, shape: $0.shape) }))
        for tensor in tensors { try output.write(tensor.bytes(as: type)) }
        _ = try output.finish()
    }
}

/// The tensors of a decoder as files have them: factors folded in, without the rows that pad the vocabulary.
struct ExportedTensors {
    struct Tensor {
        let name: String
        let shape: [Int]
        let values: [Float]

        func bytes(as type: ElementType) -> [UInt8] {
            Matrix(rows: shape.dropLast().first ?? 1, columns: shape.last!, values: values).converted(to: type).rawBytes
        }
    }

    let all: [Tensor]

    init(_ decoder: TrainableDecoder, vocabularySize: Int) {
        let folded = decoder.foldedValues()
        all = decoder.parameters.flatMap { parameter in
            parameter.parts.map { part in
                let (shape, values) = folded[part.name]!
                guard parameter.role == .embedding || parameter.role == .head else { return Tensor(name: part.name, shape: shape, values: values) }
                return Tensor(name: part.name, shape: [vocabularySize, shape[1]], values: Array(values.prefix(vocabularySize * shape[1])))
            }
        }
    }
}
