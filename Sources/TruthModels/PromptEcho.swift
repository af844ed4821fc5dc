package import TruthTensors
package import TruthTokens

/// The prompt's tokens as an echo reports them, with log-probabilities when asked for.
package struct PromptEcho {
    private let topCount: Int?
    private let tokenizer: Tokenizer
    private var tokens: [GeneratedToken]
    private var logProbabilities = LogProbabilities()

    /// - Parameter topCount: How many alternatives to report per token; `nil` reports no log-probabilities.
    package init(prompt: [Int], topCount: Int?, tokenizer: Tokenizer) {
        self.topCount = topCount
        self.tokenizer = tokenizer
        var decoder = StreamingDecoder(tokenizer)
        tokens = prompt.map { id in
            GeneratedToken(
                id: id, bytes: tokenizer.bytes(ofRow: id), text: id < tokenizer.vocabularySize ? decoder.append(id) : "")
        }
        if let last = tokens.indices.last { tokens[last].text += decoder.finish() }
    }

    /// Takes the logits at `position`, which say how likely the token after it was.
    package mutating func add(_ logits: Span<Float>, at position: Int, on processor: Processor) {
        guard let topCount, position + 1 < tokens.count else { return }
        logProbabilities.read(logits, on: processor)
        tokens[position + 1].logProbability = logProbabilities.value(of: tokens[position + 1].id, in: logits)
        tokens[position + 1].top = logProbabilities.alternatives(topCount, in: logits, from: tokenizer)
    }

    /// The echoed tokens; the first has no log-probability, for nothing comes before it.
    package func finish() -> [GeneratedToken] { tokens }
}
