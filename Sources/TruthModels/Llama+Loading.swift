package import TruthCheckpoints
internal import TruthTensors

extension Llama {
    /// The model in a checkpoint: a GGUF file or a Hugging Face folder.
    ///
    /// Everything is checked here, so that computing can't fail: the settings, and each tensor's presence, type and shape. The
    /// numbers stay in the mapped file.
    ///
    /// - Throws: ``ModelError`` or `CheckpointError`, naming the file and the setting or tensor.
    package init(opening checkpoint: Checkpoint) throws {
        let isFolder = checkpoint.configuration != nil
        let configuration =
            isFolder ? try LlamaConfiguration(huggingFace: checkpoint) : try LlamaConfiguration(gguf: checkpoint)
        let names: LlamaNames = isFolder ? .huggingFace : .gguf
        let (width, vocabularySize) = (configuration.width, configuration.vocabularySize)
        let embedding = try checkpoint.matrix(named: names.embedding, rows: vocabularySize, columns: width)
        var blocks: [LlamaBlock] = []
        // Block by block: a file that claims too many ends at the first that is missing, and nothing is reserved by its count.
        for index in 0..<configuration.blockCount {
            blocks.append(try Self.block(names.block(index), names, of: configuration, in: checkpoint))
        }
        try Self.refuseBiases(names.block(0), names, in: checkpoint)
        self.init(
            configuration: configuration, embedding: embedding, blocks: blocks,
            outputNorm: try checkpoint.vector(named: names.outputNorm, count: width),
            head: configuration.isTied ? embedding : try checkpoint.matrix(named: names.head, rows: vocabularySize, columns: width))
    }

    private static func block(
        _ prefix: String, _ names: LlamaNames, of configuration: LlamaConfiguration, in checkpoint: Checkpoint
    ) throws(CheckpointError) -> LlamaBlock {
        let (width, hidden) = (configuration.width, configuration.hiddenWidth)
        let (queries, keys) = (configuration.queryWidth, configuration.keyValueWidth)
        func matrix(_ name: String, _ rows: Int, _ columns: Int) throws(CheckpointError) -> Matrix {
            try checkpoint.matrix(named: prefix + name, rows: rows, columns: columns)
        }
        return LlamaBlock(
            attentionNorm: try checkpoint.vector(named: prefix + names.attentionNorm, count: width),
            query: try matrix(names.query, queries, width), key: try matrix(names.key, keys, width),
            value: try matrix(names.value, keys, width), output: try matrix(names.output, width, queries),
            feedForwardNorm: try checkpoint.vector(named: prefix + names.feedForwardNorm, count: width),
            gate: configuration.activation == .swiGLU ? try matrix(names.gate, hidden, width) : nil, up: try matrix(names.up, hidden, width),
            down: try matrix(names.down, width, hidden))
    }

    /// Some files of the family add biases to the products; leaving them out silently would give wrong text.
    private static func refuseBiases(_ prefix: String, _ names: LlamaNames, in checkpoint: Checkpoint) throws(ModelError) {
        for name in [names.query, names.key, names.value, names.output, names.gate, names.up, names.down] {
            let bias = prefix + name.replacing("weight", with: "bias")
            guard !checkpoint.has(bias) else {
                throw .unsupportedSetting(path: checkpoint.path, name: "tensor \(bias)", value: "present", supported: "no biases")
            }
        }
    }
}
