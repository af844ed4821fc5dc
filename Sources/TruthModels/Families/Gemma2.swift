/// Gemma 2 (arXiv:2408.00118): norms on both sides of each part, GELU in the gate, embeddings scaled by √D, every other block with
/// a sliding window, and attention's scores and the logits bent into a range.
enum Gemma2: DecoderFamily {
    static let modelType = "gemma2"
    static let activation: String? = "gelu_pytorch_tanh"
    static let tiesByDefault = true

    static func extend(_ decoder: inout DecoderConfiguration, from settings: ModelSettings) throws {
        extendAsGemma(&decoder)
        try settings.require("use_bidirectional_attention", false)
        decoder.addsOneToGains = true
        decoder.attentionScale = 1 / Float(try settings.number(ifPresent: "query_pre_attn_scalar") ?? 256).squareRoot()
        decoder.attentionCap = try settings.number(ifPresent: "attn_logit_softcapping").map { Float($0) }
        decoder.logitCap = try settings.number(ifPresent: "final_logit_softcapping").map { Float($0) }
        try decoder.readWindows(from: settings) { $0 % 2 == 0 }
    }

    static func extend(_ decoder: inout DecoderConfiguration, from settings: GGUFSettings) throws {
        extendAsGemma(&decoder)
        decoder.attentionCap = try settings.number(ifPresent: "attn_logit_softcapping").map { Float($0) }
        decoder.logitCap = try settings.number(ifPresent: "final_logit_softcapping").map { Float($0) }
        // The format has no key for the scale. All but the largest, of 46 blocks, take the width of a head.
        if decoder.llama.blockCount == 46 { decoder.attentionScale = 1 / Float(decoder.llama.width / decoder.llama.headCount).squareRoot() }
        try decoder.readWindows(from: settings) { $0 % 2 == 0 }
    }

    /// What Gemma 2 and 3 share.
    static func extendAsGemma(_ decoder: inout DecoderConfiguration) {
        decoder.norms = .around
        decoder.gatesWithGELU = true
        decoder.embeddingScale = Float(decoder.llama.width).squareRoot()
    }
}
