package import TruthCheckpoints

extension DecoderConfiguration {
    /// Reads a GGUF file's metadata; the file's tensors say how many tokens there are and how frequencies are scaled.
    ///
    /// - Parameter contextInUse: The longest text that will be read, in tokens; `nil`: what the model was made for.
    /// - Throws: `CheckpointError` or ``ModelError``, naming the key; an unknown family with the list of those that are known.
    package init(gguf checkpoint: Checkpoint, contextInUse: Int? = nil) throws {
        let name = try checkpoint.metadata.string("general.architecture")
        let family = try DecoderFamilies.family(architecture: name, path: checkpoint.path)
        self = try Self.read(GGUFSettings(checkpoint: checkpoint, prefix: name + "."), of: family, contextInUse: contextInUse)
    }

    private static func read(
        _ settings: GGUFSettings, of family: any DecoderFamily.Type, contextInUse: Int?
    ) throws -> DecoderConfiguration {
        let checkpoint = settings.checkpoint
        let width = try settings.integer("embedding_length", limit: Limits.width)
        let headCount = try settings.integer("attention.head_count", limit: Limits.headCount)
        let headWidth = try settings.integer(ifPresent: "attention.key_length", limit: Limits.width) ?? width / headCount
        var decoder = DecoderConfiguration(
            LlamaConfiguration(
                width: width,
                blockCount: try settings.integer("block_count", limit: Limits.blockCount),
                headCount: headCount,
                keyValueHeadCount: try settings.integer(ifPresent: "attention.head_count_kv", limit: Limits.headCount) ?? headCount,
                headWidth: headWidth,
                hiddenWidth: try settings.integer("feed_forward_length", limit: Limits.width),
                vocabularySize: checkpoint.entry(named: "token_embd.weight")?.shape.first ?? 0,
                contextLength: try settings.integer("context_length", limit: Limits.contextLength),
                normEpsilon: Float(try settings.number("attention.layer_norm_rms_epsilon")),
                rotation: try RotaryConfiguration(
                    gguf: settings, pairing: family.pairing, headWidth: headWidth, turnsPart: family.turnsPart, contextInUse: contextInUse),
                isTied: !checkpoint.has(LlamaNames.gguf.head)),
            family: family.modelType)
        try family.extend(&decoder, from: settings)
        try decoder.validate(path: checkpoint.path)
        if let valueWidth = try settings.integer(ifPresent: "attention.value_length", limit: Limits.width), valueWidth != headWidth {
            throw settings.unexpected("attention.value_length", expected: "\(headWidth), the width of a head")
        }
        if decoder.mixture == nil, try settings.integer(orZero: "expert_count", limit: Limits.width) != nil {
            throw settings.unexpected("expert_count", expected: "0: the family \(family.modelType) has no experts here")
        }
        return decoder
    }

    /// Gives the blocks that look back only so far their window.
    mutating func readWindows(from settings: GGUFSettings, isWindowed: (Int) -> Bool) throws(CheckpointError) {
        guard let window = try settings.integer(orZero: "attention.sliding_window", limit: Limits.contextLength) else { return }
        for index in attention.indices where isWindowed(index) { attention[index].window = window }
    }
}
