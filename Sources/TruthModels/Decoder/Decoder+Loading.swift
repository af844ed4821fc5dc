package import TruthCheckpoints

extension Decoder {
    /// The model in a checkpoint: a GGUF file or a Hugging Face folder.
    ///
    /// Everything is checked here, so that computing can't fail: the settings, and each tensor's presence, type and shape. The
    /// numbers stay in the mapped file.
    ///
    /// - Parameter contextInUse: The longest text that will be read, in tokens; `nil`: what the model was made for. Models with LongRoPE
    ///   turn positions otherwise beyond their original context.
    /// - Throws: ``ModelError`` or `CheckpointError`, naming the file and the setting or tensor.
    package init(opening checkpoint: Checkpoint, contextInUse: Int? = nil) throws {
        let isFolder = checkpoint.configuration != nil
        let configuration =
            isFolder
            ? try DecoderConfiguration(huggingFace: checkpoint, contextInUse: contextInUse)
            : try DecoderConfiguration(gguf: checkpoint, contextInUse: contextInUse)
        var reader = DecoderReader(checkpoint, configuration)
        let names = reader.names.llama, (width, vocabularySize) = (configuration.width, configuration.vocabularySize)
        let embedding = try reader.matrix(names.embedding, vocabularySize, width)
        var blocks: [DecoderBlock] = []
        // Block by block: a file that claims too many ends at the first that is missing, and nothing is reserved by its count.
        for index in 0..<configuration.blockCount { blocks.append(try reader.block(index)) }
        try reader.refuseUnread()
        self.init(
            configuration: configuration, embedding: embedding, blocks: blocks, outputNorm: try reader.gains(names.outputNorm, width),
            head: configuration.isTied ? embedding : try reader.matrix(names.head, vocabularySize, width))
    }
}
