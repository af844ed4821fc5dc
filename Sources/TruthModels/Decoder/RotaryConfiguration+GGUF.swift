internal import TruthCheckpoints

extension RotaryConfiguration {
    /// What a GGUF file's metadata and `rope_…` tensors say about positions.
    ///
    /// - Parameter contextInUse: The longest text that will be read, which chooses between LongRoPE's factors; `nil`: the model's own.
    init(gguf settings: GGUFSettings, pairing: Pairing, headWidth: Int, turnsPart: Bool, contextInUse: Int?) throws {
        self.init(base: Float(try settings.number(ifPresent: "rope.freq_base") ?? 10_000), pairing: pairing)
        let turned = try settings.integer(ifPresent: "rope.dimension_count", limit: Limits.width) ?? headWidth
        guard turned == headWidth || (turnsPart && turned < headWidth && turned % 2 == 0) else {
            throw settings.unexpected("rope.dimension_count", expected: "\(headWidth), the width of a head")
        }
        if turned != headWidth { width = turned }
        if settings.checkpoint.has("rope_freqs.weight") {
            divisors = try settings.checkpoint.vector(named: "rope_freqs.weight", count: turned / 2)
        }
        amplitude = Float(try settings.number(ifPresent: "rope.scaling.attn_factor") ?? 1)
        if settings.checkpoint.has("rope_factors_long.weight") || settings.checkpoint.has("rope_factors_short.weight") {
            let original = try settings.integer("rope.scaling.original_context_length", limit: Limits.contextLength)
            let length = try contextInUse ?? settings.integer("context_length", limit: Limits.contextLength)
            let long = try settings.checkpoint.vector(named: "rope_factors_long.weight", count: turned / 2)
            let short = try settings.checkpoint.vector(named: "rope_factors_short.weight", count: turned / 2)
            divisors = length > original ? long : short
        }
        switch try settings.string(ifPresent: "rope.scaling.type") ?? "none" {
        case "none", "longrope": break
        case "linear":
            let factor = Float(try settings.number("rope.scaling.factor"))
            divisors = (divisors ?? Array(repeating: 1, count: turned / 2)).map { $0 * factor }
        case "yarn":
            let factor = try settings.number("rope.scaling.factor")
            divisors = Self.yarnDivisors(
                width: turned, base: Double(base), factor: factor,
                originalContext: Double(try settings.integer("rope.scaling.original_context_length", limit: Limits.contextLength)),
                fast: try settings.number(ifPresent: "rope.scaling.yarn_beta_fast") ?? 32,
                slow: try settings.number(ifPresent: "rope.scaling.yarn_beta_slow") ?? 1, truncates: true)
            amplitude *= Float(Self.yarnAmplitude(factor: factor))
        case let kind: throw settings.unsupported("rope.scaling.type", value: kind, supported: "none, linear, yarn, longrope")
        }
    }
}
