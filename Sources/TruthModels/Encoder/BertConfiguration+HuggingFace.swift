package import TruthCheckpoints

extension BertConfiguration {
    /// Reads the `config.json` of a Hugging Face folder.
    ///
    /// - Throws: ``ModelError``, naming the setting.
    package init(huggingFace checkpoint: Checkpoint) throws(ModelError) {
        guard try EncoderFamily(of: checkpoint) == .bert else {
            throw .unsupportedArchitecture(path: checkpoint.path, name: EncoderFamily.modernBert.rawValue, supported: [EncoderFamily.bert.rawValue])
        }
        let settings = ModelSettings(path: checkpoint.path, values: checkpoint.configuration ?? .null)
        try settings.require("hidden_act", "gelu")
        try settings.require("position_embedding_type", "absolute")
        self.init(
            width: try settings.integer("hidden_size", 1...Limits.width),
            blockCount: try settings.integer("num_hidden_layers", 1...Limits.blockCount),
            headCount: try settings.integer("num_attention_heads", 1...Limits.headCount),
            hiddenWidth: try settings.integer("intermediate_size", 1...Limits.width),
            vocabularySize: try settings.integer("vocab_size", 1...Limits.vocabularySize),
            // Two tokens frame a text, and one of its own should fit.
            positionCount: try settings.integer("max_position_embeddings", 3...Limits.contextLength),
            tokenTypeCount: try settings.integer("type_vocab_size", 1...Limits.width),
            normEpsilon: Float(try settings.number("layer_norm_eps")))
        guard width % headCount == 0, width / headCount <= Limits.headWidth else {
            throw .invalidSetting(
                path: checkpoint.path, name: "num_attention_heads", value: "\(headCount)",
                expected: "a divisor of \(width), the width, that leaves heads of at most \(Limits.headWidth)")
        }
    }
}
