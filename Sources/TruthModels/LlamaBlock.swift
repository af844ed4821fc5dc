package import TruthTensors

/// One block's weights: attention, then feed-forward, each on a normalised input and added to what came in.
package struct LlamaBlock: Sendable {
    package let attentionNorm: [Float]
    /// `[H · E, D]`, `[K · E, D]`, `[K · E, D]`, `[D, H · E]`.
    package let query, key, value, output: Matrix
    package let feedForwardNorm: [Float]
    /// `[F, D]`; `nil` where the activation takes no gate.
    package let gate: Matrix?
    /// `[F, D]`, `[D, F]`.
    package let up, down: Matrix

    package init(
        attentionNorm: [Float], query: Matrix, key: Matrix, value: Matrix, output: Matrix,
        feedForwardNorm: [Float], gate: Matrix?, up: Matrix, down: Matrix
    ) {
        self.attentionNorm = attentionNorm
        self.query = query
        self.key = key
        self.value = value
        self.output = output
        self.feedForwardNorm = feedForwardNorm
        self.gate = gate
        self.up = up
        self.down = down
    }
}
