package import TruthCheckpoints
internal import TruthTensors

extension ModernBert {
    /// The encoder in a Hugging Face folder.
    ///
    /// The products' weights are converted to the precision's type; the embedding stays as it is in the file.
    /// Everything is checked here, so that computing can't fail: the settings, and each tensor's presence, type and shape.
    ///
    /// - Throws: ``ModelError`` or `CheckpointError`, naming the file and the setting or tensor.
    package init(opening checkpoint: Checkpoint, precision: EncoderPrecision = .f32) throws {
        let configuration = try ModernBertConfiguration(huggingFace: checkpoint)
        try precision.check([("hidden_size", configuration.width), ("intermediate_size", configuration.hiddenWidth)], path: checkpoint.path)
        let width = configuration.width
        // Files saved from a larger model, with a head of some kind, keep the encoder's tensors under `model.`.
        let prefix = checkpoint.has("embeddings.tok_embeddings.weight") ? "" : "model."
        let embedding = try checkpoint.matrix(
            named: prefix + "embeddings.tok_embeddings.weight", rows: configuration.vocabularySize, columns: width)
        var blocks: [Block] = []
        for index in 0..<configuration.blockCount {
            blocks.append(try Self.block(index, prefix, of: configuration, as: precision.weightType, in: checkpoint))
        }
        self.init(
            configuration: configuration, embedding: embedding,
            embeddingNorm: try checkpoint.vector(named: prefix + "embeddings.norm.weight", count: width), blocks: blocks,
            outputNorm: try checkpoint.vector(named: prefix + "final_norm.weight", count: width), precision: precision)
    }

    private static func block(
        _ index: Int, _ prefix: String, of configuration: ModernBertConfiguration, as type: ElementType, in checkpoint: Checkpoint
    ) throws(CheckpointError) -> Block {
        let (width, hidden) = (configuration.width, configuration.hiddenWidth), prefix = "\(prefix)layers.\(index)."
        func matrix(_ name: String, _ rows: Int, _ columns: Int) throws(CheckpointError) -> Matrix {
            let weights = try checkpoint.matrix(named: prefix + name + ".weight", rows: rows, columns: columns)
            return weights.type == type ? weights : weights.converted(to: type)
        }
        let heads = try matrix("attn.Wqkv", 3 * width, width), inner = try matrix("mlp.Wi", 2 * hidden, width)
        return Block(
            attentionNorm: index == 0 ? nil : try checkpoint.vector(named: prefix + "attn_norm.weight", count: width),
            query: heads.part(rows: 0..<width), key: heads.part(rows: width..<2 * width), value: heads.part(rows: 2 * width..<3 * width),
            output: try matrix("attn.Wo", width, width),
            feedForwardNorm: try checkpoint.vector(named: prefix + "mlp_norm.weight", count: width),
            up: inner.part(rows: 0..<hidden), gate: inner.part(rows: hidden..<2 * hidden), down: try matrix("mlp.Wo", width, hidden))
    }
}
