internal import TruthCheckpoints
internal import TruthModels

/// What files say about a decoder of the Llama family, beside its numbers.
struct DecoderSettings {
    let configuration: LlamaConfiguration
    let vocabularySize: Int
    let beginToken: Int?
    let endToken: Int?

    /// Whether other programs know such a decoder.
    var isPlain: Bool { configuration.activation == .swiGLU && !configuration.normalizesHeads }

    /// `config.json`: a `LlamaForCausalLM`, or with another activation or normalised heads the model type `truthgpt`, which only TruthGPT reads.
    var huggingFace: JSONObject {
        let c = configuration
        var members: [(key: String, value: JSONValue)] = [
            ("architectures", .array([.string(isPlain ? "LlamaForCausalLM" : "TruthgptForCausalLM")])),
            ("model_type", .string(isPlain ? "llama" : LlamaConfiguration.ownModelType)), ("hidden_size", .integer(c.width)),
            ("intermediate_size", .integer(c.hiddenWidth)), ("num_hidden_layers", .integer(c.blockCount)),
            ("num_attention_heads", .integer(c.headCount)), ("num_key_value_heads", .integer(c.keyValueHeadCount)),
            ("head_dim", .integer(c.headWidth)), ("max_position_embeddings", .integer(c.contextLength)),
            ("rms_norm_eps", .number(Double("\(c.normEpsilon)")!)), ("rope_theta", .number(Double("\(c.rotation.base)")!)),
            ("vocab_size", .integer(vocabularySize)), ("tie_word_embeddings", .bool(c.isTied)),
        ] + generationMembers
        if isPlain {
            members += [("hidden_act", .string("silu")), ("attention_bias", .bool(false)), ("mlp_bias", .bool(false))]
        } else {
            members += [("activation", .string(c.activation.rawValue)), ("normalize_heads", .bool(c.normalizesHeads))]
        }
        return JSONObject(members)
    }

    /// `generation_config.json`.
    var generation: JSONObject { JSONObject(generationMembers) }

    private var generationMembers: [(key: String, value: JSONValue)] {
        (beginToken.map { [("bos_token_id", .integer($0))] } ?? []) + (endToken.map { [("eos_token_id", .integer($0))] } ?? [])
    }

    /// The keys of a GGUF file, but for the tokenizer's.
    func gguf(name: String) -> [(key: String, value: GGUFWriter.Value)] {
        let c = configuration
        func count(_ value: Int) -> GGUFWriter.Value { .uint32(UInt32(value)) }
        return [
            ("general.architecture", .string("llama")), ("general.name", .string(name)), ("llama.block_count", count(c.blockCount)),
            ("llama.context_length", count(c.contextLength)), ("llama.embedding_length", count(c.width)),
            ("llama.feed_forward_length", count(c.hiddenWidth)), ("llama.attention.head_count", count(c.headCount)),
            ("llama.attention.head_count_kv", count(c.keyValueHeadCount)), ("llama.attention.key_length", count(c.headWidth)),
            ("llama.attention.value_length", count(c.headWidth)), ("llama.rope.dimension_count", count(c.headWidth)),
            ("llama.rope.freq_base", .float32(c.rotation.base)), ("llama.attention.layer_norm_rms_epsilon", .float32(c.normEpsilon)),
            ("llama.vocab_size", count(vocabularySize)),
        ]
    }
}
