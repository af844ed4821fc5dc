import Foundation
internal import TruthCheckpoints
internal import TruthModels
internal import TruthTensors
internal import TruthTokens

/// Writes a trained decoder as one GGUF file, which llama.cpp, Ollama and TruthGPT run.
///
/// Only a plain Llama: the format has no name for other activations in it, nor for normalised heads.
package struct GGUFExport {
    private let decoder: TrainableDecoder
    private let shards: ShardSet
    private let name: String

    package init(_ decoder: TrainableDecoder, shards: ShardSet, name: String) {
        self.decoder = decoder
        self.shards = shards
        self.name = name
    }

    /// Writes the file; it takes the place of an older one in one step.
    ///
    /// Norms stay F32, as all programs expect; matrices whose width is no whole number of blocks get the nearest type that fits.
    ///
    /// - Throws: ``RunError/notExportable(format:problem:)`` or ``RunError/unwritable(path:reason:)``.
    package func write(to path: String, mixture: WeightMixture) throws {
        let c = decoder.configuration
        guard c.activation == .swiGLU, !c.normalizesHeads else {
            throw RunError.notExportable(format: "GGUF", problem: "llama.cpp's Llama has SwiGLU and heads without norms; write a folder, which TruthGPT serves")
        }
        var writer = GGUFWriter()
        for (key, value) in try keys() { writer.add(key, value) }
        writer.add("general.file_type", .uint32(mixture.fileType))
        writer.add("general.quantization_version", .uint32(2))
        for tensor in ExportedTensors(decoder, vocabularySize: shards.manifest.tokenizer.vocabularySize).all {
            let name = LlamaNames.translate(tensor.name, from: .huggingFace, to: .gguf)
            let values = tensor.name.hasSuffix(LlamaNames.huggingFace.query) || tensor.name.hasSuffix(LlamaNames.huggingFace.key)
                ? paired(tensor) : tensor.values
            let type = mixture.type(of: name, shape: tensor.shape, blockCount: c.blockCount, isTied: c.isTied) ?? .f32
            let ordered = ExportedTensors.Tensor(name: name, shape: tensor.shape, values: values)
            writer.add(name, type: TensorType(type), shape: tensor.shape, bytes: ordered.bytes(as: type))
        }
        do {
            try Data(writer.bytes()).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw RunError.unwritable(path: path, reason: error.systemReason)
        }
    }

    private func keys() throws -> [(key: String, value: GGUFWriter.Value)] {
        let c = decoder.configuration, tokenizerPath = "\(shards.folder)/\(shards.manifest.tokenizer.file)"
        func count(_ value: Int) -> GGUFWriter.Value { .uint32(UInt32(value)) }
        let model: [(key: String, value: GGUFWriter.Value)] = [
            ("general.architecture", .string("llama")), ("general.name", .string(name)), ("llama.block_count", count(c.blockCount)),
            ("llama.context_length", count(c.contextLength)), ("llama.embedding_length", count(c.width)),
            ("llama.feed_forward_length", count(c.hiddenWidth)), ("llama.attention.head_count", count(c.headCount)),
            ("llama.attention.head_count_kv", count(c.keyValueHeadCount)), ("llama.attention.key_length", count(c.headWidth)),
            ("llama.attention.value_length", count(c.headWidth)), ("llama.rope.dimension_count", count(c.headWidth)),
            ("llama.rope.freq_base", .float32(c.rotation.base)), ("llama.attention.layer_norm_rms_epsilon", .float32(c.normEpsilon)),
            ("llama.vocab_size", count(shards.manifest.tokenizer.vocabularySize)),
        ]
        let json = Array(try Data(contentsOf: URL(filePath: tokenizerPath)))
        return try model + Tokenizer.ggufKeys(json: json, file: tokenizerPath, endToken: shards.manifest.tokenizer.endToken)
    }

    /// Rows of queries and keys in the order of GGUF's Llama, where neighbours make a pair.
    private func paired(_ tensor: ExportedTensors.Tensor) -> [Float] {
        let columns = tensor.shape[1]
        var values = tensor.values
        for row in 0..<tensor.shape[0] {
            let target = LlamaNames.pairedRow(of: row, headWidth: decoder.configuration.headWidth)
            values.replaceSubrange(target * columns..<(target + 1) * columns, with: tensor.values[row * columns..<(row + 1) * columns])
        }
        return values
    }
}
