internal import TruthTensors

/// Which rows each expert computes, and what its results are weighed with.
struct ExpertChoices {
    /// Per expert, ascending.
    private(set) var rows: [[Int]]
    private(set) var weights: [[Float]]

    /// Picks the likeliest experts of each row; of equals, the one with the lower number.
    ///
    /// - Parameter scores: The router's, `[T, experts]`.
    init(_ scores: Tensor, _ mixture: DecoderConfiguration.MixtureConfiguration, on processor: Processor) {
        rows = Array(repeating: [], count: mixture.expertCount)
        weights = Array(repeating: [], count: mixture.expertCount)
        for row in 0..<scores.rows {
            var probabilities = scores.values(row: row)
            processor.softmax(&probabilities)
            let order = probabilities.indices.sorted { (probabilities[$1], $0) < (probabilities[$0], $1) }
            let chosen = order.prefix(mixture.usedCount).sorted()
            let sum = mixture.normalizes ? chosen.reduce(0) { $0 + probabilities[$1] } : 1
            for expert in chosen {
                rows[expert].append(row)
                weights[expert].append(probabilities[expert] / sum)
            }
        }
    }
}
