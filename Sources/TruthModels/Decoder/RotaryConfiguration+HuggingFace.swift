import Foundation

extension RotaryConfiguration {
    /// What a `config.json` says about positions, as transformers up to 4 (`rope_theta`, `rope_scaling`) or from 5 on
    /// (`rope_parameters`) writes it.
    ///
    /// - Parameters:
    ///   - scaling: The settings inside `rope_parameters` or `rope_scaling`; `nil` where there are none.
    ///   - base: The base, unless `scaling` has one.
    ///   - contextInUse: The longest text that will be read, which chooses between LongRoPE's factors; `nil`: the model's own.
    init(
        _ scaling: ModelSettings?, of settings: ModelSettings, base: Double?, headWidth: Int, turnsPart: Bool, contextInUse: Int?
    ) throws {
        let base = try scaling?.number(ifPresent: "rope_theta") ?? base ?? 10_000
        self.init(base: Float(base), pairing: .halves)
        // Only some families turn a part of each head; the others would have to ignore the setting.
        let part = try scaling?.number(ifPresent: "partial_rotary_factor") ?? settings.number(ifPresent: "partial_rotary_factor") ?? 1
        guard part == 1 || (turnsPart && part > 0 && part < 1) else {
            throw ModelError.unsupportedSetting(path: settings.path, name: "partial_rotary_factor", value: "\(part)", supported: turnsPart ? "0 to 1" : "1")
        }
        let turned = Int(Double(headWidth) * part)
        if part != 1 { width = turned }
        guard let scaling else { return }
        switch try scaling.string(ifPresent: "rope_type") ?? scaling.string(ifPresent: "type") ?? "default" {
        case "default": break
        case "linear": divisors = Array(repeating: Float(try scaling.number("factor")), count: turned / 2)
        case "llama3":
            divisors = Self.llama3Divisors(
                headWidth: turned, base: Float(base), factor: Float(try scaling.number("factor")),
                lowFrequencyFactor: Float(try scaling.number("low_freq_factor")),
                highFrequencyFactor: Float(try scaling.number("high_freq_factor")),
                originalContext: Float(try scaling.number("original_max_position_embeddings")))
        case "yarn": try stretchByYarn(scaling, of: settings, width: turned)
        case "longrope", "su": try stretchLong(scaling, of: settings, width: turned, contextInUse: contextInUse)
        case let kind:
            throw ModelError.unsupportedSetting(
                path: settings.path, name: scaling.prefix + "rope_type", value: kind, supported: "default, linear, llama3, yarn, longrope")
        }
    }

    private mutating func stretchByYarn(_ scaling: ModelSettings, of settings: ModelSettings, width: Int) throws {
        let original = try scaling.number("original_max_position_embeddings"), factor = try scaling.number("factor")
        divisors = Self.yarnDivisors(
            width: width, base: Double(base), factor: factor, originalContext: original,
            fast: try scaling.number(ifPresent: "beta_fast") ?? 32, slow: try scaling.number(ifPresent: "beta_slow") ?? 1,
            truncates: try scaling.bool(ifPresent: "truncate") ?? true)
        let scale = try scaling.number(ifPresent: "mscale") ?? 0, scaleOfAll = try scaling.number(ifPresent: "mscale_all_dim") ?? 0
        let derived =
            scale != 0 && scaleOfAll != 0
            ? Self.yarnAmplitude(factor: factor, scale: scale) / Self.yarnAmplitude(factor: factor, scale: scaleOfAll)
            : Self.yarnAmplitude(factor: factor)
        amplitude = Float(try scaling.number(ifPresent: "attention_factor") ?? derived)
    }

    /// LongRoPE (arXiv:2402.13753) has a divisor per pair for texts within the original context, and another for longer ones.
    private mutating func stretchLong(
        _ scaling: ModelSettings, of settings: ModelSettings, width: Int, contextInUse: Int?
    ) throws {
        let length = try settings.integer("max_position_embeddings", 1...Limits.contextLength)
        // Phi-3 keeps the original context beside the scaling, not inside it.
        let original = try scaling.number(ifPresent: "original_max_position_embeddings") ?? settings.number("original_max_position_embeddings")
        let name = Double(contextInUse ?? length) > original ? "long_factor" : "short_factor"
        let factors = try scaling.numbers(name)
        guard factors.count == width / 2 else {
            throw ModelError.invalidSetting(
                path: settings.path, name: scaling.prefix + name, value: "\(factors.count) numbers", expected: "\(width / 2), one per pair")
        }
        divisors = factors.map { Float($0) }
        let factor = try scaling.number(ifPresent: "factor") ?? Double(length) / original
        amplitude = Float(try scaling.number(ifPresent: "attention_factor") ?? Self.longAmplitude(factor: factor, originalContext: original))
    }
}
