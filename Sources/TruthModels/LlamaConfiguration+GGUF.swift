package import TruthCheckpoints

extension LlamaConfiguration {
    /// The keys that GGUF gives an architecture begin with its name.
    private static let prefix = "llama."

    /// Reads a GGUF file's metadata; the file's tensors say how many tokens there are and how frequencies are scaled.
    ///
    /// - Throws: ``CheckpointError`` or ``ModelError``, naming the key.
    package init(gguf checkpoint: Checkpoint) throws {
        let metadata = checkpoint.metadata
        let architecture = try metadata.string("general.architecture")
        guard architecture == "llama" else {
            throw ModelError.unsupportedArchitecture(path: checkpoint.path, name: architecture, supported: ["llama"])
        }
        func setting(_ name: String, limit: Int) throws -> Int {
            let key = Self.prefix + name
            guard let value = try metadata.integer(ifPresent: key) else { throw metadata.unexpected(key, expected: "1 to \(limit)") }
            guard (1...limit).contains(value) else { throw metadata.unexpected(key, expected: "1 to \(limit)") }
            return value
        }
        let width = try setting("embedding_length", limit: Limits.width)
        let headCount = try setting("attention.head_count", limit: Limits.headCount)
        let has = { (name: String) in metadata[Self.prefix + name] != nil }
        let headWidth = has("attention.key_length") ? try setting("attention.key_length", limit: Limits.width) : width / headCount
        self.init(
            width: width,
            blockCount: try setting("block_count", limit: Limits.blockCount),
            headCount: headCount,
            keyValueHeadCount: has("attention.head_count_kv") ? try setting("attention.head_count_kv", limit: Limits.headCount) : headCount,
            headWidth: headWidth,
            hiddenWidth: try setting("feed_forward_length", limit: Limits.width),
            vocabularySize: checkpoint.entry(named: "token_embd.weight")?.shape.first ?? 0,
            contextLength: try setting("context_length", limit: Limits.contextLength),
            normEpsilon: Float(try metadata.number(Self.prefix + "attention.layer_norm_rms_epsilon")),
            rotation: try Self.rotation(gguf: checkpoint, headWidth: headWidth),
            isTied: !checkpoint.has(LlamaNames.gguf.head))
        try validate(path: checkpoint.path)
        for (name, value) in [("attention.value_length", headWidth), ("rope.dimension_count", headWidth)] where has(name) {
            guard try setting(name, limit: Limits.width) == value else {
                throw metadata.unexpected(Self.prefix + name, expected: "\(value), the width of a head")
            }
        }
        if has("expert_count"), try metadata.integer(Self.prefix + "expert_count") != 0 {
            throw metadata.unexpected(Self.prefix + "expert_count", expected: "0: mixtures of experts are not supported")
        }
    }

    private static func rotation(gguf checkpoint: Checkpoint, headWidth: Int) throws -> RotaryConfiguration {
        let metadata = checkpoint.metadata
        var rotation = RotaryConfiguration(
            base: Float(try metadata.number(ifPresent: prefix + "rope.freq_base") ?? 10_000), pairing: .adjacent)
        if checkpoint.has("rope_freqs.weight") {
            rotation.divisors = try checkpoint.vector(named: "rope_freqs.weight", count: headWidth / 2)
        }
        let kind = try metadata.string(ifPresent: prefix + "rope.scaling.type") ?? "none"
        switch kind {
        case "none": break
        case "linear":
            let factor = Float(try metadata.number(prefix + "rope.scaling.factor"))
            rotation.divisors = (rotation.divisors ?? Array(repeating: 1, count: headWidth / 2)).map { $0 * factor }
        default:
            throw ModelError.unsupportedSetting(
                path: checkpoint.path, name: prefix + "rope.scaling.type", value: kind, supported: "none, linear")
        }
        return rotation
    }
}
