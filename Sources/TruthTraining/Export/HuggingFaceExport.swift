import Foundation
internal import TruthCheckpoints
internal import TruthModels
package import TruthTensors

/// Writes a trained decoder as a Hugging Face folder: `model.safetensors`, `config.json`, `generation_config.json`,
/// `tokenizer.json`, `tokenizer_config.json` and a model card.
///
/// A plain Llama is a `LlamaForCausalLM` that transformers, vLLM and llama.cpp's converter read; with another activation or
/// normalised heads it has the model type `truthgpt`, which only TruthGPT reads.
package struct HuggingFaceExport {
    private let decoder: TrainableDecoder
    private let shards: ShardSet
    private let record: RunRecord
    private let name: String

    package init(_ decoder: TrainableDecoder, shards: ShardSet, record: RunRecord, name: String) {
        self.decoder = decoder
        self.shards = shards
        self.record = record
        self.name = name
    }

    /// Writes the folder; it takes the place of an older one in one step.
    ///
    /// - Parameter type: `.f32` or `.bf16`.
    package func write(to path: String, type: ElementType) throws {
        let temporary = path + ".writing", files = FileManager.default
        do {
            try? files.removeItem(atPath: temporary)
            try files.createDirectory(atPath: temporary, withIntermediateDirectories: true)
            try writeTensors(to: "\(temporary)/model.safetensors", type: type)
            for (file, object) in [
                ("config.json", configuration(type)), ("generation_config.json", generation), ("tokenizer_config.json", tokenizerConfiguration),
            ] {
                try Data((JSONValue.object(object).description + "\n").utf8).write(to: URL(filePath: "\(temporary)/\(file)"))
            }
            try files.copyItem(atPath: "\(shards.folder)/\(shards.manifest.tokenizer.file)", toPath: "\(temporary)/tokenizer.json")
            try Data(ModelCard(record: record, name: name).markdown.utf8).write(to: URL(filePath: "\(temporary)/README.md"))
            try? files.removeItem(atPath: path)
            try files.moveItem(atPath: temporary, toPath: path)
        } catch {
            try? files.removeItem(atPath: temporary)
            throw error is RunError ? error : RunError.unwritable(path: path, reason: error.systemReason)
        }
    }

    private func writeTensors(to path: String, type: ElementType) throws {
        let tensors = ExportedTensors(decoder, vocabularySize: shards.manifest.tokenizer.vocabularySize).all
        var output = try OutputFile(path: path, room: DiskRoom())
        try output.write(
            SafetensorsWriter.head(metadata: [("format", "pt")], tensors: tensors.map { (name: $0.name, type: type, shape: $0.shape) }))
        for tensor in tensors { try output.write(tensor.bytes(as: type)) }
        _ = try output.finish()
    }

    private func configuration(_ type: ElementType) -> JSONObject {
        let c = decoder.configuration, end = JSONValue.integer(shards.manifest.tokenizer.endToken)
        let isPlain = c.activation == .swiGLU && !c.normalizesHeads
        var members: [(key: String, value: JSONValue)] = [
            ("architectures", .array([.string(isPlain ? "LlamaForCausalLM" : "TruthgptForCausalLM")])),
            ("model_type", .string(isPlain ? "llama" : LlamaConfiguration.ownModelType)), ("hidden_size", .integer(c.width)),
            ("intermediate_size", .integer(c.hiddenWidth)), ("num_hidden_layers", .integer(c.blockCount)),
            ("num_attention_heads", .integer(c.headCount)), ("num_key_value_heads", .integer(c.keyValueHeadCount)),
            ("head_dim", .integer(c.headWidth)), ("max_position_embeddings", .integer(c.contextLength)),
            ("rms_norm_eps", .number(Double("\(c.normEpsilon)")!)), ("rope_theta", .number(Double("\(c.rotation.base)")!)),
            ("vocab_size", .integer(shards.manifest.tokenizer.vocabularySize)), ("tie_word_embeddings", .bool(c.isTied)),
            ("bos_token_id", end), ("eos_token_id", end), ("torch_dtype", .string(type == .bf16 ? "bfloat16" : "float32")),
        ]
        if isPlain {
            members += [("hidden_act", .string("silu")), ("attention_bias", .bool(false)), ("mlp_bias", .bool(false))]
        } else {
            members += [("activation", .string(c.activation.rawValue)), ("normalize_heads", .bool(c.normalizesHeads))]
        }
        return JSONObject(members)
    }

    private var generation: JSONObject {
        let end = JSONValue.integer(shards.manifest.tokenizer.endToken)
        return JSONObject([("bos_token_id", end), ("eos_token_id", end)])
    }

    private var tokenizerConfiguration: JSONObject {
        let end = JSONValue.string(shards.manifest.tokenizer.endTokenText)
        return JSONObject([
            ("tokenizer_class", .string("PreTrainedTokenizerFast")), ("bos_token", end), ("eos_token", end),
            ("model_max_length", .integer(decoder.configuration.contextLength)),
        ])
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
