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

extension LlamaNames {
    /// One format's name of a tensor, from another's.
    ///
    /// - Precondition: `name` is a Llama's tensor in `from`, block by block `PREFIX.INDEX.PART`.
    package static func translate(_ name: String, from: LlamaNames, to: LlamaNames) -> String {
        let whole = [from.embedding: to.embedding, from.outputNorm: to.outputNorm, from.head: to.head]
        if let known = whole[name] { return known }
        let parts = [
            from.attentionNorm: to.attentionNorm, from.query: to.query, from.key: to.key, from.value: to.value, from.output: to.output,
            from.feedForwardNorm: to.feedForwardNorm, from.gate: to.gate, from.up: to.up, from.down: to.down,
        ]
        guard let part = parts.first(where: { name.hasSuffix(".\($0.key)") }),
            let index = Int(name.dropLast(part.key.count + 1).split(separator: ".").last ?? "")
        else { preconditionFailure("LlamaNames: \(name) is no tensor of a Llama") }
        return to.block(index) + part.value
    }

    /// Where GGUF keeps the row of queries or keys that Hugging Face keeps at `row`.
    ///
    /// Hugging Face pairs channel `i` of a head with `i + E / 2`; GGUF's Llama puts the two beside each other.
    package static func pairedRow(of row: Int, headWidth: Int) -> Int {
        let half = headWidth / 2, place = row % headWidth
        return row - place + 2 * (place % half) + place / half
    }
}
