/// Qwen 3's mixture of experts (arXiv:2505.09388): Qwen 3 with many small feed-forward parts, of which a router picks a few for each token.
enum Qwen3Mixture: DecoderFamily {
    static let modelType = "qwen3_moe"
    static let architecture: String? = "qwen3moe"

    static func extend(_ decoder: inout DecoderConfiguration, from settings: ModelSettings) throws {
        try Qwen3.extend(&decoder, from: settings)
        // Blocks with a plain feed-forward part between the others: no published model has them.
        if let step = try settings.integer(ifPresent: "decoder_sparse_step", 0...Limits.blockCount), step != 1 {
            throw ModelError.unsupportedSetting(path: settings.path, name: "decoder_sparse_step", value: "\(step)", supported: "1")
        }
        guard try !settings.has("mlp_only_layers") || settings.numbers("mlp_only_layers").isEmpty else {
            throw ModelError.unsupportedSetting(path: settings.path, name: "mlp_only_layers", value: "not empty", supported: "[]")
        }
        decoder.mixture = DecoderConfiguration.MixtureConfiguration(
            expertCount: try settings.integer(settings.has("num_experts") ? "num_experts" : "num_local_experts", 1...Limits.expertCount),
            usedCount: try settings.integer("num_experts_per_tok", 1...Limits.expertCount),
            hiddenWidth: try settings.integer("moe_intermediate_size", 1...Limits.width),
            normalizes: try settings.bool(ifPresent: "norm_topk_prob") ?? false)
    }

    static func extend(_ decoder: inout DecoderConfiguration, from settings: GGUFSettings) throws {
        Qwen3.extend(&decoder, from: settings)
        decoder.mixture = DecoderConfiguration.MixtureConfiguration(
            expertCount: try settings.integer("expert_count", limit: Limits.expertCount),
            usedCount: try settings.integer("expert_used_count", limit: Limits.expertCount),
            hiddenWidth: try settings.integer("expert_feed_forward_length", limit: Limits.width),
            // The format has no key for it; every published model does.
            normalizes: true)
    }
}
