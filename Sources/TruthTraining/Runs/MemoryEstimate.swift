import Foundation

/// About how much memory a run takes, before it takes it.
package struct MemoryEstimate: Sendable, Hashable {
    /// Parameters, gradients, optimiser states and BF16 copies.
    package let parameterBytes: Int
    /// What is kept of the forward pass.
    package let activationBytes: Int

    package init(_ recipe: TrainingRecipe, _ decoder: TrainableDecoder) {
        let c = decoder.configuration, isBF16 = recipe.run.precision == .bf16
        func learning(_ parameter: Parameter) -> Int {
            let moments = recipe.optimizer.kind == .muon && parameter.role == .hidden ? 1 : 2
            return parameter.count * (8 + 4 * moments + (isBF16 ? 2 : 0) + (recipe.optimizer.averaging > 0 ? 4 : 0))
        }
        parameterBytes = decoder.parameters.reduce(0) { sum, parameter in
            let own = parameter.isTrainable ? learning(parameter) : parameter.count * (isBF16 ? 6 : parameter.adapter == nil ? 4 : 8)
            return sum + own + (parameter.adapter?.parameters.reduce(0) { $0 + learning($1) } ?? 0)
        }
        let rows = recipe.batch.sequences * recipe.data.sequenceLength, size = isBF16 ? 2 : 4
        let qkv = c.queryWidth + 2 * c.keyValueWidth
        // Two residual streams in F32; two norms, q, k, v, attention and the feed-forward part in the activations' type.
        let perBlock = rows * (2 * c.width * 4 + size * (2 * c.width + qkv * (c.normalizesHeads ? 2 : 1) + c.queryWidth + c.hiddenWidth * (1 + c.activation.inputsPerOutput)))
        let kept = recipe.run.recomputes ? perBlock + c.blockCount * rows * c.width * 4 : c.blockCount * perBlock
        activationBytes = kept + 6 * rows * c.width * 4 + (32 << 20)
    }

    package var byteCount: Int { parameterBytes + activationBytes }

    /// - Throws: ``RunError/tooLittleMemory(needed:available:)``.
    package func check() throws {
        guard let available = Self.availableBytes(), byteCount > available else { return }
        throw RunError.tooLittleMemory(needed: byteCount, available: available)
    }

    /// What Linux says is available; `nil` elsewhere.
    private static func availableBytes() -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        return line.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) }.map { $0 * 1024 }
    }
}
