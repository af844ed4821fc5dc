/// What a file format calls the tensors of a decoder.
struct DecoderNames: Sendable {
    /// Embedding, head and products, and where blocks begin.
    let llama: LlamaNames
    /// The norms on what attention and feed-forward part read, and on what they give.
    let attentionNorm, attentionPostNorm, feedForwardNorm, feedForwardPostNorm: String
    let queryNorm, keyNorm: String
    /// Queries, keys and values in one matrix; gate and up in one.
    let fusedAttention, fusedFeedForward: String
    let router: String
    /// All experts' matrices in one tensor, `[experts, rows, columns]`.
    let stackedGate, stackedUp, stackedDown: String
    /// What the names of one expert's matrices begin with, where they have tensors of their own.
    let expert: @Sendable (Int) -> String

    static let gguf = DecoderNames(
        llama: .gguf, attentionNorm: "attn_norm.weight", attentionPostNorm: "post_attention_norm.weight",
        feedForwardNorm: "ffn_norm.weight", feedForwardPostNorm: "post_ffw_norm.weight", queryNorm: "attn_q_norm.weight",
        keyNorm: "attn_k_norm.weight", fusedAttention: "attn_qkv.weight", fusedFeedForward: "ffn_up.weight", router: "ffn_gate_inp.weight",
        stackedGate: "ffn_gate_exps.weight", stackedUp: "ffn_up_exps.weight", stackedDown: "ffn_down_exps.weight",
        expert: { "experts.\($0)." })

    /// The names of a folder, where a norm's name depends on which others there are.
    static func huggingFace(_ norms: DecoderConfiguration.NormPlacement) -> DecoderNames {
        DecoderNames(
            llama: .huggingFace, attentionNorm: "input_layernorm.weight", attentionPostNorm: "post_attention_layernorm.weight",
            feedForwardNorm: norms == .around ? "pre_feedforward_layernorm.weight" : "post_attention_layernorm.weight",
            feedForwardPostNorm: "post_feedforward_layernorm.weight", queryNorm: "self_attn.q_norm.weight",
            keyNorm: "self_attn.k_norm.weight", fusedAttention: "self_attn.qkv_proj.weight", fusedFeedForward: "mlp.gate_up_proj.weight",
            router: "mlp.gate.weight", stackedGate: "mlp.experts.gate_proj", stackedUp: "mlp.experts.up_proj",
            stackedDown: "mlp.experts.down_proj", expert: { "mlp.experts.\($0)." })
    }
}
