internal import TruthCheckpoints
internal import TruthTensors
internal import TruthTokens

extension SentenceEncoder {
    /// Opens the folder of a sentence encoder: `config.json` of a BERT or ModernBERT, `model.safetensors`, `tokenizer.json`, and beside them, as
    /// sentence-transformers writes them, how tokens are pooled and how long a text may be.
    ///
    /// - Parameters:
    ///   - precision: How products and attention are computed; see `docs/models.md` for speed and accuracy. `nil` takes the
    ///     fastest: int8, or bf16 if the model's widths are no multiples of 32.
    ///   - threadCount: Threads to compute with; `nil` takes what the machine and its container allow.
    /// - Throws: `CheckpointError`, `TokenizerError` or ``ModelError``; each names the file and what is wrong with it.
    public static func load(path: String, precision: EncoderPrecision? = nil, threadCount: Int? = nil) throws -> SentenceEncoder {
        let checkpoint = try Checkpoint.open(path: path)
        let model = try EncoderFamily.open(checkpoint, precision: precision)
        let tokenizer = try Tokenizer(of: checkpoint)
        guard tokenizer.vocabularySize <= model.vocabularySize else {
            throw ModelError.vocabularyMismatch(path: path, tokenizer: tokenizer.vocabularySize, model: model.vocabularySize)
        }
        let positionCount = model.positionCount
        let windowLength = try ModelSettings.file("sentence_bert_config.json", in: path)?
            .integer(ifPresent: "max_seq_length", 3...positionCount)
        return SentenceEncoder(
            model: model, pooling: try Pooling(folder: path), tokenizer: tokenizer,
            processor: threadCount.map { Processor(instructionSet: .best, threadCount: $0) } ?? .shared,
            windowLength: windowLength ?? positionCount)
    }
}
