package import TruthCheckpoints

extension LlamaConfiguration {
    /// The `model_type` of models that TruthGPT trains and no other program has: Llama with another activation or with normalised heads.
    package static let ownModelType = TruthgptLlama.modelType

    /// The blueprint of a folder that holds a plain Llama, such as training can go on with.
    ///
    /// - Throws: `CheckpointError` or ``ModelError``, naming the setting; another family by its name.
    package init(huggingFace checkpoint: Checkpoint) throws {
        self = try Self.plain(DecoderConfiguration(huggingFace: checkpoint), path: checkpoint.path)
    }

    /// The blueprint of a GGUF file that holds a plain Llama.
    ///
    /// - Throws: `CheckpointError` or ``ModelError``, naming the key; another family by its name.
    package init(gguf checkpoint: Checkpoint) throws {
        self = try Self.plain(DecoderConfiguration(gguf: checkpoint), path: checkpoint.path)
    }

    private static func plain(_ decoder: DecoderConfiguration, path: String) throws(ModelError) -> LlamaConfiguration {
        guard decoder == DecoderConfiguration(decoder.llama, family: decoder.family) else {
            throw .unsupportedArchitecture(path: path, name: decoder.family, supported: [Llama.modelType, ownModelType])
        }
        return decoder.llama
    }
}
