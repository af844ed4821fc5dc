package import TruthTensors

/// One block's weights: attention, then feed-forward, each added to what came in, normalised before or after.
package struct DecoderBlock: Sendable {
    /// On what attention reads, and on what it gives; `nil` where the family has none.
    package let attentionNorm, attentionPostNorm: [Float]?
    /// `[H · E, D]`, `[K · E, D]`, `[K · E, D]`, `[D, H · E]`.
    package let query, key, value, output: Matrix
    package let biases: AttentionBiases?
    /// Gains of the norms on queries and keys.
    package let headGains: HeadGains?
    package let feedForwardNorm, feedForwardPostNorm: [Float]?
    package let feedForward: FeedForward

    /// What is added to queries, keys and values.
    package struct AttentionBiases: Sendable {
        let query, key, value: [Float]
    }

    /// Factors on normalised queries and keys.
    package struct HeadGains: Sendable {
        let query, key: [Float]
    }

    /// What follows attention.
    package enum FeedForward: Sendable {
        case dense(GatedProducts)
        /// The router, `[experts, D]`, and the experts.
        case mixture(router: Matrix, experts: [GatedProducts])
    }

    /// `activation(x · gate, x · up) · down`
    package struct GatedProducts: Sendable {
        /// `[F, D]`; `nil` where the activation takes no gate.
        package let gate: Matrix?
        /// `[F, D]`, `[D, F]`.
        package let up, down: Matrix
    }

    init(
        attentionNorm: [Float]?, attentionPostNorm: [Float]?, query: Matrix, key: Matrix, value: Matrix, output: Matrix,
        biases: AttentionBiases?, headGains: HeadGains?, feedForwardNorm: [Float]?, feedForwardPostNorm: [Float]?, feedForward: FeedForward
    ) {
        self.attentionNorm = attentionNorm
        self.attentionPostNorm = attentionPostNorm
        self.query = query
        self.key = key
        self.value = value
        self.output = output
        self.biases = biases
        self.headGains = headGains
        self.feedForwardNorm = feedForwardNorm
        self.feedForwardPostNorm = feedForwardPostNorm
        self.feedForward = feedForward
    }

    /// A block of Llama.
    package init(
        attentionNorm: [Float], query: Matrix, key: Matrix, value: Matrix, output: Matrix,
        feedForwardNorm: [Float], gate: Matrix?, up: Matrix, down: Matrix
    ) {
        self.init(
            attentionNorm: attentionNorm, attentionPostNorm: nil, query: query, key: key, value: value, output: output, biases: nil,
            headGains: nil, feedForwardNorm: feedForwardNorm, feedForwardPostNorm: nil,
            feedForward: .dense(GatedProducts(gate: gate, up: up, down: down)))
    }
}
