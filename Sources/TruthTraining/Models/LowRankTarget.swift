internal import TruthModels

/// A matrix of a block that an adapter may correct.
package enum LowRankTarget: String, Sendable, Hashable, CaseIterable {
    case query, key, value, output, gate, up, down

    /// What its tensor's name ends in.
    var suffix: String {
        let names = LlamaNames.huggingFace
        return switch self {
        case .query: names.query
        case .key: names.key
        case .value: names.value
        case .output: names.output
        case .gate: names.gate
        case .up: names.up
        case .down: names.down
        }
    }

    /// Its name in Hugging Face's libraries, such as `q_proj`.
    package var moduleName: String { String(suffix.split(separator: ".")[1]) }
}

extension TrainableDecoder {
    /// Puts adapters on the blocks' matrices; from now on only they learn.
    package func adapt(_ targets: Set<LowRankTarget>, rank: Int, alpha: Float, seed: UInt64, on device: TrainingDevice) {
        for parameter in parameters {
            parameter.isTrainable = false
            let parts = parameter.parts.filter { part in targets.contains { part.name.hasSuffix($0.suffix) } }
            guard !parts.isEmpty else { continue }
            parameter.freeze(under: LowRankAdapter(of: parameter, parts: parts, rank: rank, alpha: alpha, seed: seed, on: device))
        }
    }
}
