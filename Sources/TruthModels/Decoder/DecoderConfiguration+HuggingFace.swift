package import TruthCheckpoints

extension DecoderConfiguration {
    /// Reads the `config.json` of a Hugging Face folder.
    ///
    /// - Parameter contextInUse: The longest text that will be read, in tokens; `nil`: what the model was made for.
    /// - Throws: `CheckpointError` or ``ModelError``, naming the setting; an unknown family with the list of those that are known.
    package init(huggingFace checkpoint: Checkpoint, contextInUse: Int? = nil) throws {
        let settings = ModelSettings(path: checkpoint.path, values: checkpoint.configuration ?? .null)
        let family = try DecoderFamilies.family(modelType: settings.string("model_type"), path: checkpoint.path)
        self = try Self.read(settings, of: family, contextInUse: contextInUse)
    }

    private static func read(
        _ settings: ModelSettings, of family: any DecoderFamily.Type, contextInUse: Int?
    ) throws -> DecoderConfiguration {
        for name in ["attention_bias", "mlp_bias"] { try settings.require(name, false) }
        for name in ["hidden_act", "hidden_activation"] {
            if let activation = family.activation { try settings.require(name, activation) }
        }
        let width = try settings.integer("hidden_size", 1...Limits.width)
        let headCount = try settings.integer("num_attention_heads", 1...Limits.headCount)
        let headWidth = try settings.integer(ifPresent: "head_dim", 1...Limits.width) ?? width / headCount
        let parameters = settings["rope_parameters"] ?? settings["rope_scaling"]
        var decoder = DecoderConfiguration(
            LlamaConfiguration(
                width: width,
                blockCount: try settings.integer("num_hidden_layers", 1...Limits.blockCount),
                headCount: headCount,
                keyValueHeadCount: try settings.integer(ifPresent: "num_key_value_heads", 1...Limits.headCount) ?? headCount,
                headWidth: headWidth,
                hiddenWidth: try settings.integer("intermediate_size", 1...Limits.width),
                vocabularySize: try settings.integer("vocab_size", 1...Limits.vocabularySize),
                contextLength: try settings.integer("max_position_embeddings", 1...Limits.contextLength),
                normEpsilon: Float(try settings.number("rms_norm_eps")),
                // Where two kinds of attention turn differently, this is the one that sees everything.
                rotation: try RotaryConfiguration(
                    parameters?["full_attention"] ?? parameters, of: settings, base: settings.number(ifPresent: "rope_theta"),
                    headWidth: headWidth, turnsPart: family.turnsPart, contextInUse: contextInUse),
                isTied: try settings.bool(ifPresent: "tie_word_embeddings") ?? family.tiesByDefault),
            family: family.modelType)
        try family.extend(&decoder, from: settings)
        try decoder.validate(path: settings.path)
        return decoder
    }

    /// Gives the blocks that look back only so far their window.
    ///
    /// - Parameters:
    ///   - isWindowed: Which blocks have one, unless `layer_types` says.
    mutating func readWindows(from settings: ModelSettings, isWindowed: (Int) -> Bool) throws(ModelError) {
        guard let window = try settings.integer(ifPresent: "sliding_window", 1...Limits.contextLength) else { return }
        let kinds = try settings.strings(ifPresent: "layer_types")
        if let kinds, kinds.count != llama.blockCount {
            throw .invalidSetting(
                path: settings.path, name: "layer_types", value: "\(kinds.count) kinds", expected: "\(llama.blockCount), one per block")
        }
        for index in attention.indices {
            switch kinds?[index] {
            case nil: attention[index].window = isWindowed(index) ? window : nil
            case "sliding_attention": attention[index].window = window
            case "full_attention": break
            case let kind?:
                throw .unsupportedSetting(
                    path: settings.path, name: "layer_types", value: kind, supported: "full_attention, sliding_attention")
            }
        }
    }
}
