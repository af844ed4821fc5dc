internal import TruthModels
internal import TruthTensors
internal import TruthTokens

/// Text that a decoder in training goes on with, written by the code that serves models.
struct DecoderSample {
    private let model: Decoder
    private let tokenizer: Tokenizer
    private let endTokens: Set<Int>
    private let processor: Processor

    init(_ decoder: TrainableDecoder, _ tokenizer: Tokenizer, endTokens: Set<Int>, on processor: Processor) {
        model = decoder.inferenceModel()
        self.tokenizer = tokenizer
        self.endTokens = endTokens
        self.processor = processor
    }

    /// What follows a prompt, drawn at temperature 0.8.
    ///
    /// - Precondition: There is a token in `prompt`.
    func text(after prompt: [Int], tokenCount: Int, seed: UInt64) -> String {
        var ids = prompt, made: [Int] = []
        let cache = KVCache(for: model.configuration), workspace = DecoderWorkspace(for: model.configuration)
        var sampler = Sampler(options: SamplingOptions(temperature: 0.8, seed: seed))
        while made.count < tokenCount {
            var batch = DecoderBatch()
            batch.append(ids[...], to: cache, outputs: ids.count - 1..<ids.count)
            model.forward(batch, in: workspace, on: processor)
            let next = workspace.logits.withRow(0) { sampler.draw(from: $0, on: processor) }
            // Rows that pad the vocabulary are no tokens.
            guard !endTokens.contains(next), next < tokenizer.vocabularySize else { break }
            made.append(next)
            ids = [next]
        }
        return tokenizer.decode(made)
    }
}
