import Foundation
internal import TruthCheckpoints
internal import TruthModels
internal import TruthTensors

/// Writes a trained decoder as one GGUF file, which llama.cpp, Ollama and TruthGPT run.
///
/// Only a plain Llama: the format has no name for other activations in it, nor for normalised heads.
struct GGUFExport {
    let decoder: TrainableDecoder
    /// What the file says beside its numbers.
    let keys: [(key: String, value: GGUFWriter.Value)]
    /// Rows of the embedding that stand for tokens.
    let vocabularySize: Int

    /// Writes the file; it takes the place of an older one in one step.
    ///
    /// Norms stay F32, as all programs expect; matrices whose width is no whole number of blocks get the nearest type that fits.
    ///
    /// - Throws: ``RunError/notExportable(format:problem:)`` or ``RunError/unwritable(path:reason:)``.
    func write(to path: String, mixture: WeightMixture) throws {
        let c = decoder.configuration
        guard c.activation == .swiGLU, !c.normalizesHeads else {
            throw RunError.notExportable(format: "GGUF", problem: "llama.cpp's Llama has SwiGLU and heads without norms; write a folder, which TruthGPT serves")
        }
        var writer = GGUFWriter()
        for (key, value) in keys { writer.add(key, value) }
        writer.add("general.file_type", .uint32(mixture.fileType))
        writer.add("general.quantization_version", .uint32(2))
        for tensor in ExportedTensors(decoder, vocabularySize: vocabularySize).all {
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
