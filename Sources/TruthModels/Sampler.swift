import Foundation
package import TruthTensors

/// Draws the tokens of one answer.
///
/// The order of operations is that of Hugging Face transformers: repetition penalty, temperature, top-k, top-p, min-p. What is
/// left is drawn from in proportion to its probability. Temperature 0 takes the likeliest token, after the penalty.
///
/// Same seed, same logits, same tokens: each answer has a sampler of its own.
package struct Sampler {
    private let options: SamplingOptions
    private var random: RandomSource
    /// Tokens of prompt and answer, each once; empty when there is no penalty.
    private var seen: Set<Int> = []
    private var candidates = Candidates()
    /// A copy of the logits to change; empty until one is needed.
    private var scratch: [Float] = []

    /// - Precondition: `options` has passed `SamplingOptions.validate()`.
    package init(options: SamplingOptions) {
        self.options = options
        var system = SystemRandomNumberGenerator()
        random = RandomSource(seed: options.seed ?? system.next())
    }

    /// Marks a token as seen, for the repetition penalty.
    package mutating func observe(_ id: Int) {
        if options.repetitionPenalty != 1 { seen.insert(id) }
    }

    /// Whether the likeliest token is always taken.
    package var isGreedy: Bool { options.temperature == 0 }

    /// The next token's id.
    ///
    /// - Parameters:
    ///   - logits: One number per token of the vocabulary.
    ///   - processor: Where softmax runs.
    package mutating func draw(from logits: Span<Float>, on processor: Processor) -> Int {
        if options.temperature == 0 && options.repetitionPenalty == 1 { return logits.indexOfLargest }
        copyWithPenalty(logits)
        if options.temperature == 0 { return scratch.span.indexOfLargest }
        if options.topK > 0 && options.topK < logits.count {
            keepTopK()
        } else {
            applySoftmax(on: processor)
            if options.topP == 1 && options.minP == 0 { return drawFromAll() }
            keepLikely()
        }
        return drawFromCandidates()
    }

    private mutating func copyWithPenalty(_ logits: Span<Float>) {
        scratch.removeAll(keepingCapacity: true)
        scratch.reserveCapacity(logits.count)
        for index in 0..<logits.count { scratch.append(logits[index]) }
        let penalty = options.repetitionPenalty
        for id in seen { scratch[id] = scratch[id] > 0 ? scratch[id] / penalty : scratch[id] * penalty }
    }

    /// Leaves the `topK` likeliest tokens with their probabilities among themselves.
    private mutating func keepTopK() {
        // A second reference, not a copy: a span of `scratch` itself would hold all of `self`.
        let logits = scratch
        candidates.select(options.topK, from: logits.span)
        let largest = candidates.entries[0].value
        var sum: Float = 0
        for index in candidates.entries.indices {
            let weight = exp((candidates.entries[index].value - largest) / options.temperature)
            candidates.entries[index].value = weight
            sum += weight
        }
        for index in candidates.entries.indices { candidates.entries[index].value /= sum }
    }

    /// Turns `scratch` from logits into probabilities.
    private mutating func applySoftmax(on processor: Processor) {
        // The maximum goes first, so that no temperature, however small, makes a quotient infinite.
        let largest = scratch[scratch.span.indexOfLargest]
        for index in scratch.indices { scratch[index] = (scratch[index] - largest) / options.temperature }
        processor.softmax(&scratch)
    }

    /// Leaves the tokens that top-p and min-p may keep, without sorting the whole vocabulary.
    ///
    /// All tokens below (1 − p) / (V − 1) together are less likely than 1 − p, so the rest reaches p without them.
    private mutating func keepLikely() {
        let probabilities = scratch
        let largest = probabilities[probabilities.span.indexOfLargest]
        let topPThreshold = options.topP < 1 ? (1 - options.topP) / Float(max(probabilities.count - 1, 1)) : 0
        candidates.select(reaching: min(max(topPThreshold, options.minP * largest), largest), from: probabilities.span)
    }

    /// Applies top-p, then min-p, to the sorted candidates and draws one of them.
    private mutating func drawFromCandidates() -> Int {
        let entries = candidates.entries
        var mass: Float = 0
        var kept = 0
        for entry in entries {
            if kept > 0 && (mass >= options.topP && options.topP < 1 || entry.value < options.minP * entries[0].value) { break }
            mass += entry.value
            kept += 1
        }
        var remaining = Float(random.nextUniform()) * mass
        for entry in entries[..<kept] {
            remaining -= entry.value
            if remaining < 0 { return entry.id }
        }
        // Rounding used up the last candidate's share.
        return entries[kept - 1].id
    }

    private mutating func drawFromAll() -> Int {
        var remaining = Float(random.nextUniform())
        for id in scratch.indices {
            remaining -= scratch[id]
            if remaining < 0 { return id }
        }
        // Probabilities summed to a little less than 1, and the draw fell into the gap.
        return scratch.span.indexOfLargest
    }
}

extension Span<Float> {
    /// The index of the largest element, the first of equals.
    package var indexOfLargest: Int {
        var best = 0
        var largest = -Float.infinity
        for index in 0..<count where self[index] > largest {
            largest = self[index]
            best = index
        }
        return best
    }
}
