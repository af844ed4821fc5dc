import Foundation
package import TruthTensors

/// How surprised a model is by a text: e to the mean negative log-probability of its tokens.
///
/// The method is llama.cpp's: the text is cut into windows that don't overlap, a window's first half is read without being
/// counted, and an incomplete last window is left out.
public struct Perplexity: Sendable, Hashable, Codable {
    public let value: Double
    /// The tokens that were counted.
    public let tokenCount: Int
    public let windowCount: Int

    /// Measures `tokens`.
    ///
    /// - Parameters:
    ///   - tokens: At least one window of them, all in the vocabulary.
    ///   - windowLength: Tokens per window, at most the model's context; 4 or more.
    ///   - beginToken: Takes the place of each window's first token, for models that always begin with one.
    package static func measure(
        _ model: Decoder, on tokens: [Int], windowLength: Int, beginToken: Int?, processor: Processor
    ) throws(GenerationError) -> Perplexity {
        let range = 4...max(4, model.configuration.contextLength)
        guard range.contains(windowLength) else {
            throw .invalidOption(
                name: "windowLength", value: "\(windowLength)", expected: "\(range.lowerBound) to \(range.upperBound) tokens")
        }
        guard tokens.count >= windowLength else {
            throw .invalidOption(name: "the text", value: "\(tokens.count) tokens", expected: "at least one window of \(windowLength)")
        }
        let workspace = DecoderWorkspace(for: model.configuration)
        var sum = 0.0
        var count = 0
        let windowCount = tokens.count / windowLength
        for window in 0..<windowCount {
            var windowTokens = Array(tokens[window * windowLength..<(window + 1) * windowLength])
            if let beginToken { windowTokens[0] = beginToken }
            sum += surprise(of: model, in: windowTokens, in: workspace, on: processor)
            // The last token's logits have nothing to be compared with.
            count += windowLength - windowLength / 2 - 1
        }
        return Perplexity(value: exp(sum / Double(count)), tokenCount: count, windowCount: windowCount)
    }

    /// The negative log-probabilities of the tokens in the second half of a window, summed.
    private static func surprise(
        of model: Decoder, in tokens: [Int], in workspace: DecoderWorkspace, on processor: Processor
    ) -> Double {
        let cache = KVCache(for: model.configuration)
        var batch = DecoderBatch()
        var logProbabilities = LogProbabilities()
        var sum = 0.0
        // Stretches keep the logits, 4 bytes · V per token, to a few megabytes.
        while cache.count < tokens.count {
            let start = cache.count
            let isCounted = start >= tokens.count / 2
            let end = min(isCounted ? start + 64 : tokens.count / 2, tokens.count)
            batch.removeAll()
            batch.append(tokens[start..<end], to: cache, outputs: isCounted ? 0..<min(end, tokens.count - 1) - start : 0..<0)
            model.forward(batch, in: workspace, on: processor)
            for row in 0..<batch.outputRows.count {
                workspace.logits.withRow(row) { logits in
                    logProbabilities.read(logits, on: processor)
                    sum -= Double(logProbabilities.value(of: tokens[start + row + 1], in: logits))
                }
            }
        }
        return sum
    }
}
