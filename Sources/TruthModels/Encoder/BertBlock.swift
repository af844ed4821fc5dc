package import TruthTensors

/// A matrix and what is added to its product.
package struct BiasedMatrix: Sendable {
    package let weights: Matrix
    package let bias: [Float]
}

/// LayerNorm's factor and summand per channel.
package struct NormWeights: Sendable {
    package let gain, bias: [Float]
}

/// One block's weights: attention, then feed-forward, each added to what came in and then normalised.
package struct BertBlock: Sendable {
    /// `[D, D]` each.
    package let query, key, value, output: BiasedMatrix
    package let attentionNorm: NormWeights
    /// `[F, D]`, `[D, F]`.
    package let up, down: BiasedMatrix
    package let outputNorm: NormWeights
}
