internal import TruthModels
internal import TruthTensors
internal import TruthTokens

/// Text that a decoder in training goes on with, written by the code that serves models.
struct DecoderSample {
    private let model: Decoder
    private let tokenizer: Tokenizer
    private let endToken: Int
    private let processor: Processor

    init(_ decoder: TrainableDecoder, _ tokenizer: Tokenizer, endToken: Int, on processor: Processor) {
        model = decoder.inferenceModel()
        self.tokenizer = tokenizer
        self.endToken = endToken
        self.processor = processor
    }

    /// The prompt and what follows it, drawn at temperature 0.8; an empty prompt begins a document.
    func text(after prompt: String, tokenCount: Int, seed: UInt64) -> String {
        let start = tokenizer.encode(prompt)
        var ids = start.isEmpty ? [endToken] : start, made: [Int] = []
        let cache = KVCache(for: model.configuration), workspace = DecoderWorkspace(for: model.configuration)
        var sampler = Sampler(options: SamplingOptions(temperature: 0.8, seed: seed))
        while made.count < tokenCount {
            var batch = DecoderBatch()
            batch.append(ids[...], to: cache, outputs: ids.count - 1..<ids.count)
            model.forward(batch, in: workspace, on: processor)
            let next = workspace.logits.withRow(0) { sampler.draw(from: $0, on: processor) }
            // Rows that pad the vocabulary are no tokens.
            guard next != endToken, next < tokenizer.vocabularySize else { break }
            made.append(next)
            ids = [next]
        }
        return String(decoding: (start + made).flatMap { tokenizer.bytes(of: $0) }, as: UTF8.self)
    }
}
