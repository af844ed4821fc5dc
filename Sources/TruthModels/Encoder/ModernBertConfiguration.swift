package import TruthCheckpoints

/// The blueprint of a ModernBERT encoder.
package struct ModernBertConfiguration: Sendable, Hashable {
    /// Numbers per token, D.
    package var width: Int
    package var blockCount: Int
    /// Attention heads, H; each is D / H wide.
    package var headCount: Int
    /// Numbers inside the feed-forward part, F.
    package var hiddenWidth: Int
    package var vocabularySize: Int
    /// The longest text in tokens.
    package var positionCount: Int
    package var normEpsilon: Float
    /// How each block attends: how far to either side, `nil` for the whole text, and how positions turn.
    package var attention: [BlockAttention]

    package struct BlockAttention: Sendable, Hashable {
        package var reach: Int?
        package var rotation: RotaryConfiguration
    }

    package var headWidth: Int { width / headCount }

    /// Reads the `config.json` of a Hugging Face folder.
    ///
    /// - Throws: ``ModelError``, naming the setting.
    package init(huggingFace checkpoint: Checkpoint) throws {
        let settings = ModelSettings(path: checkpoint.path, values: checkpoint.configuration ?? .null)
        for name in ["attention_bias", "mlp_bias", "norm_bias"] { try settings.require(name, false) }
        try settings.require("hidden_activation", "gelu")
        width = try settings.integer("hidden_size", 1...Limits.width)
        blockCount = try settings.integer("num_hidden_layers", 1...Limits.blockCount)
        headCount = try settings.integer("num_attention_heads", 1...Limits.headCount)
        hiddenWidth = try settings.integer("intermediate_size", 1...Limits.width)
        vocabularySize = try settings.integer("vocab_size", 1...Limits.vocabularySize)
        // Two tokens frame a text, and one of its own should fit.
        positionCount = try settings.integer("max_position_embeddings", 3...Limits.contextLength)
        normEpsilon = Float(try settings.number(ifPresent: "norm_eps") ?? 1e-5)
        guard width % headCount == 0, width / headCount % 2 == 0, width / headCount <= Limits.headWidth else {
            throw ModelError.invalidSetting(
                path: checkpoint.path, name: "num_attention_heads", value: "\(headCount)",
                expected: "a divisor of \(width), the width, that leaves heads of an even number of at most \(Limits.headWidth)")
        }
        attention = []
        attention = try Self.attention(settings, blockCount: blockCount, headWidth: width / headCount)
        for block in attention { try block.rotation.validate(path: checkpoint.path, headWidth: headWidth) }
        guard normEpsilon.isFinite, normEpsilon >= 0 else {
            throw ModelError.invalidSetting(path: checkpoint.path, name: "norm_eps", value: "\(normEpsilon)", expected: "a number of 0 or more")
        }
    }

    private static func attention(_ settings: ModelSettings, blockCount: Int, headWidth: Int) throws -> [BlockAttention] {
        func rotation(_ kind: String, _ oldName: String, _ base: Double) throws -> RotaryConfiguration {
            try RotaryConfiguration(
                settings["rope_parameters"]?[kind], of: settings, base: settings.number(ifPresent: oldName) ?? base, headWidth: headWidth,
                turnsPart: false, contextInUse: nil)
        }
        // The window counts both sides.
        let local = BlockAttention(
            reach: try settings.integer("local_attention", 1...Limits.contextLength) / 2,
            rotation: try rotation("sliding_attention", "local_rope_theta", 10_000))
        let global = BlockAttention(reach: nil, rotation: try rotation("full_attention", "global_rope_theta", 160_000))
        guard let kinds = try settings.strings(ifPresent: "layer_types") else {
            let period = try settings.integer(ifPresent: "global_attn_every_n_layers", 1...Limits.blockCount) ?? 3
            return (0..<blockCount).map { $0 % period == 0 ? global : local }
        }
        guard kinds.count == blockCount, kinds.allSatisfy({ ["sliding_attention", "full_attention"].contains($0) }) else {
            throw ModelError.invalidSetting(
                path: settings.path, name: "layer_types", value: "\(kinds.count) kinds", expected: "\(blockCount), each full_attention or sliding_attention")
        }
        return kinds.map { $0 == "full_attention" ? global : local }
    }
}
