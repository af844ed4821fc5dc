/// What a file format calls a Llama's tensors.
package struct LlamaNames: Sendable {
    package let embedding, outputNorm, head: String
    /// What the names of block `i`'s tensors begin with.
    package let block: @Sendable (Int) -> String
    package let attentionNorm, query, key, value, output, feedForwardNorm, gate, up, down: String

    package static let gguf = LlamaNames(
        embedding: "token_embd.weight", outputNorm: "output_norm.weight", head: "output.weight", block: { "blk.\($0)." },
        attentionNorm: "attn_norm.weight", query: "attn_q.weight", key: "attn_k.weight", value: "attn_v.weight",
        output: "attn_output.weight", feedForwardNorm: "ffn_norm.weight", gate: "ffn_gate.weight", up: "ffn_up.weight",
        down: "ffn_down.weight")

    package static let huggingFace = LlamaNames(
        embedding: "model.embed_tokens.weight", outputNorm: "model.norm.weight", head: "lm_head.weight",
        block: { "model.layers.\($0)." },
        attentionNorm: "input_layernorm.weight", query: "self_attn.q_proj.weight", key: "self_attn.k_proj.weight",
        value: "self_attn.v_proj.weight", output: "self_attn.o_proj.weight",
        feedForwardNorm: "post_attention_layernorm.weight", gate: "mlp.gate_proj.weight", up: "mlp.up_proj.weight",
        down: "mlp.down_proj.weight")
}
