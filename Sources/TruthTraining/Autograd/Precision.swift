package import TruthTensors

/// How numbers are stored and multiplied in training; sums, parameters and optimiser states are F32 either way.
package enum Precision: String, Sendable, Hashable, Codable, CaseIterable {
    /// Everything in F32.
    case f32
    /// Activations and the operands of products in BF16; the residual stream, norms and losses in F32.
    case bf16

    /// How activations are stored.
    package var activationType: ElementType { self == .bf16 ? .bf16 : .f32 }
    /// Whether products round their operands.
    package var rounds: Bool { self == .bf16 }
}
