package import TruthCheckpoints
internal import TruthTensors

extension LlamaConfiguration {
    /// The `model_type` of models that TruthGPT trains and no other program has: Llama with another activation or with normalised heads.
    package static let ownModelType = "truthgpt"
    
    /// Reads the `config.json` of a Hugging Face folder.
    ///
    /// - Throws: ``CheckpointError`` or ``ModelError``, naming the setting.
    package init(huggingFace checkpoint: Checkpoint) throws {
        let settings = ModelSettings(path: checkpoint.path, values: checkpoint.configuration ?? .null)
        let architecture = try settings.string("model_type")
        guard architecture == "llama" || architecture == Self.ownModelType else {
            throw ModelError.unsupportedArchitecture(path: checkpoint.path, name: architecture, supported: ["llama", Self.ownModelType])
        }
        for name in ["attention_bias", "mlp_bias"] { try settings.require(name, false) }
        // Llama's files say which function stands inside SwiGLU; ours say which activation it is.
        var activation = FeedForwardActivation.swiGLU
        if architecture == Self.ownModelType {
            let name = try settings.string("activation")
            guard let known = FeedForwardActivation(rawValue: name) else {
                throw ModelError.unsupportedSetting(
                    path: settings.path, name: "activation", value: name,
                    supported: FeedForwardActivation.allCases.map(\.rawValue).joined(separator: ", "))
            }
            activation = known
        } else {
            try settings.require("hidden_act", "silu")
        }
        let width = try settings.integer("hidden_size", 1...Limits.width)
        let headCount = try settings.integer("num_attention_heads", 1...Limits.headCount)
        let headWidth = try settings.integer(ifPresent: "head_dim", 1...Limits.width) ?? width / headCount
        self.init(
            width: width,
            blockCount: try settings.integer("num_hidden_layers", 1...Limits.blockCount),
            headCount: headCount,
            keyValueHeadCount: try settings.integer(ifPresent: "num_key_value_heads", 1...Limits.headCount) ?? headCount,
            headWidth: headWidth,
            hiddenWidth: try settings.integer("intermediate_size", 1...Limits.width),
            vocabularySize: try settings.integer("vocab_size", 1...Limits.vocabularySize),
            contextLength: try settings.integer("max_position_embeddings", 1...Limits.contextLength),
            normEpsilon: Float(try settings.number("rms_norm_eps")),
            rotation: try Self.rotation(huggingFace: settings, headWidth: headWidth), activation: activation,
            normalizesHeads: architecture == Self.ownModelType ? try settings.bool(ifPresent: "normalize_heads") ?? false : false,
            isTied: try settings.bool(ifPresent: "tie_word_embeddings") ?? false)
        try validate(path: checkpoint.path)
    }

    private static func rotation(huggingFace settings: ModelSettings, headWidth: Int) throws -> RotaryConfiguration {
        // transformers 5 writes both base and scaling into `rope_parameters`; before, they were two settings.
        let scaling = settings["rope_parameters"] ?? settings["rope_scaling"]
        let base = Float(try (scaling?.number(ifPresent: "rope_theta") ?? settings.number(ifPresent: "rope_theta")) ?? 10_000)
        var rotation = RotaryConfiguration(base: base, pairing: .halves)
        guard let scaling else { return rotation }
        let kind = try scaling.string(ifPresent: "rope_type") ?? scaling.string("type")
        switch kind {
        case "default": break
        case "linear":
            rotation.divisors = Array(repeating: Float(try scaling.number("factor")), count: headWidth / 2)
        case "llama3":
            rotation.divisors = RotaryConfiguration.llama3Divisors(
                headWidth: headWidth, base: base, factor: Float(try scaling.number("factor")),
                lowFrequencyFactor: Float(try scaling.number("low_freq_factor")),
                highFrequencyFactor: Float(try scaling.number("high_freq_factor")),
                originalContext: Float(try scaling.number("original_max_position_embeddings")))
        default:
            throw ModelError.unsupportedSetting(
                path: settings.path, name: "rope_scaling", value: kind, supported: "default, linear, llama3")
        }
        return rotation
    }
}
