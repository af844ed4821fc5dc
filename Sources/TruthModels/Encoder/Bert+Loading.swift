package import TruthCheckpoints
internal import TruthTensors

extension Bert {
    /// The encoder in a Hugging Face folder.
    ///
    /// The products' weights are converted to the precision's type; the embeddings stay as they are in the file.
    /// Everything is checked here, so that computing can't fail: the settings, and each tensor's presence, type and shape.
    ///
    /// - Throws: ``ModelError`` or `CheckpointError`, naming the file and the setting or tensor.
    package init(opening checkpoint: Checkpoint, precision: EncoderPrecision = .f32) throws {
        let configuration = try BertConfiguration(huggingFace: checkpoint)
        try precision.check([("hidden_size", configuration.width), ("intermediate_size", configuration.hiddenWidth)], path: checkpoint.path)
        let width = configuration.width
        // Files saved from a larger model, with a head of some kind, keep the encoder's tensors under `bert.`.
        let prefix = checkpoint.has("embeddings.word_embeddings.weight") ? "" : "bert."
        func table(_ name: String, rows: Int) throws(CheckpointError) -> Matrix {
            try checkpoint.matrix(named: prefix + "embeddings." + name + ".weight", rows: rows, columns: width)
        }
        let wordEmbedding = try table("word_embeddings", rows: configuration.vocabularySize)
        let positionEmbedding = try table("position_embeddings", rows: configuration.positionCount)
        let typeEmbedding = try table("token_type_embeddings", rows: configuration.tokenTypeCount).values(row: 0)
        let embeddingNorm = try Self.norm(prefix + "embeddings.LayerNorm", width: width, in: checkpoint)
        var blocks: [BertBlock] = []
        for index in 0..<configuration.blockCount {
            let name = "\(prefix)encoder.layer.\(index)."
            blocks.append(try Self.block(name, of: configuration, as: precision.weightType, in: checkpoint))
        }
        self.init(
            configuration: configuration, wordEmbedding: wordEmbedding, positionEmbedding: positionEmbedding,
            typeEmbedding: typeEmbedding, embeddingNorm: embeddingNorm, blocks: blocks, precision: precision)
    }

    private static func block(
        _ prefix: String, of configuration: BertConfiguration, as type: ElementType, in checkpoint: Checkpoint
    ) throws(CheckpointError) -> BertBlock {
        let (width, hidden) = (configuration.width, configuration.hiddenWidth)
        func biased(_ name: String, _ rows: Int, _ columns: Int) throws(CheckpointError) -> BiasedMatrix {
            let weights = try checkpoint.matrix(named: prefix + name + ".weight", rows: rows, columns: columns)
            return BiasedMatrix(
                weights: weights.type == type ? weights : weights.converted(to: type),
                bias: try checkpoint.vector(named: prefix + name + ".bias", count: rows))
        }
        return BertBlock(
            query: try biased("attention.self.query", width, width), key: try biased("attention.self.key", width, width),
            value: try biased("attention.self.value", width, width), output: try biased("attention.output.dense", width, width),
            attentionNorm: try norm(prefix + "attention.output.LayerNorm", width: width, in: checkpoint),
            up: try biased("intermediate.dense", hidden, width), down: try biased("output.dense", width, hidden),
            outputNorm: try norm(prefix + "output.LayerNorm", width: width, in: checkpoint))
    }

    private static func norm(_ name: String, width: Int, in checkpoint: Checkpoint) throws(CheckpointError) -> NormWeights {
        NormWeights(
            gain: try checkpoint.vector(named: name + ".weight", count: width),
            bias: try checkpoint.vector(named: name + ".bias", count: width))
    }
}
