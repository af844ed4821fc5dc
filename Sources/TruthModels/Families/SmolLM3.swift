/// SmolLM3: Llama whose every fourth block leaves queries and keys as they are, whatever the position (NoPE, arXiv:2501.18795).
enum SmolLM3: DecoderFamily {
    static let modelType = "smollm3"
    static let tiesByDefault = true
    /// Converted as Llama is.
    static let pairing = RotaryConfiguration.Pairing.adjacent

    static func extend(_ decoder: inout DecoderConfiguration, from settings: ModelSettings) throws {
        try settings.require("use_sliding_window", false)
        let period = try settings.integer(ifPresent: "no_rope_layer_interval", 1...Limits.blockCount) ?? 4
        // One number per block, 1 where it turns; it goes before the period.
        let turns = try settings.has("no_rope_layers") ? settings.numbers("no_rope_layers") : nil
        if let turns, turns.count != decoder.llama.blockCount {
            throw ModelError.invalidSetting(
                path: settings.path, name: "no_rope_layers", value: "\(turns.count) numbers", expected: "\(decoder.llama.blockCount), one per block")
        }
        for index in decoder.attention.indices where turns.map({ $0[index] == 0 }) ?? ((index + 1) % period == 0) {
            decoder.attention[index].rotation = nil
        }
    }

    static func extend(_ decoder: inout DecoderConfiguration, from settings: GGUFSettings) {
        // The format has no key for the period.
        for index in decoder.attention.indices where (index + 1) % 4 == 0 { decoder.attention[index].rotation = nil }
    }
}
