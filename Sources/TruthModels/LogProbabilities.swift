import Foundation
package import TruthTensors

/// Logarithms of the model's probabilities at one position, before temperature and truncation.
///
/// `log p(i) = x(i) − log Σ exp(x)`. The sum comes from softmax's largest probability, 1 / Σ exp(x − max), which never
/// underflows, so unlikely tokens keep their full precision.
package struct LogProbabilities {
    private var scratch: [Float] = []
    private var candidates = Candidates()
    private var logSum: Float = 0

    package init() {}

    /// Reads the logits of one position.
    package mutating func read(_ logits: Span<Float>, on processor: Processor) {
        let likeliest = logits.indexOfLargest
        scratch.removeAll(keepingCapacity: true)
        scratch.reserveCapacity(logits.count)
        for index in 0..<logits.count { scratch.append(logits[index]) }
        processor.softmax(&scratch)
        logSum = logits[likeliest] - log(scratch[likeliest])
    }

    /// The log-probability of token `id`, given the same logits as `read`.
    package func value(of id: Int, in logits: Span<Float>) -> Float {
        logits[id] - logSum
    }

    /// The `count` likeliest tokens with their log-probabilities, best first.
    package mutating func top(_ count: Int, in logits: Span<Float>) -> [Candidates.Entry] {
        candidates.select(min(count, logits.count), from: logits)
        return candidates.entries.map { Candidates.Entry(id: $0.id, value: $0.value - logSum) }
    }
}
