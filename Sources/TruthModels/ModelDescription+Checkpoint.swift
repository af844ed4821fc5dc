import Foundation
internal import TruthCheckpoints

extension ModelDescription {
    init(_ checkpoint: Checkpoint, architecture: String, contextLength: Int) {
        let counts = checkpoint.tensors.reduce(into: [:]) { $0[$1.type.name, default: 0] += $1.elementCount }
        // Of equal counts the first by name, so that a model is always described alike.
        let stored = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? ""
        let isPlain = ["F32", "F16", "BF16"].contains(stored)
        let quantization = isPlain ? checkpoint.quantization?.rawValue ?? stored : stored
        self.init(
            name: Self.name(path: checkpoint.path, quantization: stored), architecture: architecture,
            parameterCount: checkpoint.tensors.reduce(0) { $0 + $1.elementCount }, contextLength: contextLength,
            quantization: quantization)
    }

    /// The name of the file or folder, without what says how it is stored: `SmolLM2-135M-Instruct.Q4_1.gguf` is
    /// `SmolLM2-135M-Instruct`.
    private static func name(path: String, quantization: String) -> String {
        var name = URL(fileURLWithPath: path).lastPathComponent
        for suffix in [".gguf", ".safetensors", ".\(quantization)", "-\(quantization)"] {
            if name.lowercased().hasSuffix(suffix.lowercased()) { name.removeLast(suffix.count) }
        }
        return name
    }
}
