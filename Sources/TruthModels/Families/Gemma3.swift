/// Gemma 3 (arXiv:2503.19786): Gemma 2 whose scores are kept in range by normalised heads in place of caps, and which sees everything in
/// one block of six only. The five others have a window, and turn faster.
enum Gemma3: DecoderFamily {
    static let modelType = "gemma3_text"
    static let architecture: String? = "gemma3"
    static let activation: String? = "gelu_pytorch_tanh"
    static let tiesByDefault = true

    static func extend(_ decoder: inout DecoderConfiguration, from settings: ModelSettings) throws {
        try Gemma2.extend(&decoder, from: settings)
        decoder.headNorm = .perHead
        let period = try settings.integer(ifPresent: "sliding_window_pattern", 1...Limits.blockCount) ?? 6
        for index in decoder.attention.indices { decoder.attention[index].window = nil }
        try decoder.readWindows(from: settings) { ($0 + 1) % period != 0 }
        // transformers 5 has settings for both kinds of block; before, one setting named the base of the windowed ones.
        let local = try RotaryConfiguration(
            settings["rope_parameters"]?["sliding_attention"], of: settings, base: settings.number(ifPresent: "rope_local_base_freq"),
            headWidth: decoder.llama.headWidth, turnsPart: false, contextInUse: nil)
        turnWindowed(&decoder, by: local)
    }

    static func extend(_ decoder: inout DecoderConfiguration, from settings: GGUFSettings) throws {
        Gemma2.extendAsGemma(&decoder)
        decoder.headNorm = .perHead
        decoder.logitCap = try settings.number(ifPresent: "final_logit_softcapping").map { Float($0) }
        if decoder.llama.blockCount == 62 { decoder.attentionScale = 1 / Float(decoder.llama.width / decoder.llama.headCount).squareRoot() }
        let period = try settings.integer(ifPresent: "attention.sliding_window_pattern", limit: Limits.blockCount) ?? 6
        try decoder.readWindows(from: settings) { ($0 + 1) % period != 0 }
        turnWindowed(
            &decoder, by: RotaryConfiguration(base: Float(try settings.number(ifPresent: "rope.freq_base_swa") ?? 10_000), pairing: pairing))
    }

    private static func turnWindowed(_ decoder: inout DecoderConfiguration, by rotation: RotaryConfiguration) {
        for index in decoder.attention.indices where decoder.attention[index].window != nil { decoder.attention[index].rotation = rotation }
    }
}
