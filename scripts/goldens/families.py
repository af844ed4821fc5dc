"""Makes tiny random models of every family of decoders for TruthModelsTests, and what transformers computes with them.

Each is saved as a Hugging Face folder (config.json and model.safetensors, F32) and, for families that have one, as a GGUF file
laid out as llama.cpp's converter does: Llama's and SmolLM3's query and key rows permuted so that neighbours make a pair, Gemma's
gains plus 1, experts stacked. `golden.json` holds 320 ids, logits at some positions, and the 200 tokens that follow greedily, with the
smallest gap between the likeliest token and the next.

Weights are drawn larger than usual, so that attention and choices are not flat. The seed is the first whose gaps are all above 1e-3:
a nearer tie may fall either way with the rounding.

Run: python scripts/goldens/families.py [NAME...]    (torch, transformers 5, safetensors, gguf, numpy)
"""

import json
import pathlib
import sys

import gguf
import numpy
import torch
import transformers

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "TruthModelsTests" / "Goldens" / "families"
VOCABULARY, CONTEXT, LENGTH, GREEDY = 40, 512, 320, 200
BASE = dict(vocab_size=VOCABULARY, max_position_embeddings=CONTEXT, rms_norm_eps=1e-5, initializer_range=0.15, bos_token_id=1,
            eos_token_id=2, pad_token_id=None, attn_implementation="eager", hidden_size=24, intermediate_size=36, num_hidden_layers=2)
LLAMA3 = dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=64, rope_theta=500000.0)
YARN = dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=64, rope_theta=10000.0)
LONG = dict(rope_type="longrope", rope_theta=10000.0, original_max_position_embeddings=64, partial_rotary_factor=0.75,
            short_factor=[1.0, 1.05, 1.1], long_factor=[1.2, 3.0, 9.5])

# Per model: architecture, GGUF architecture, and the settings beyond BASE. Head widths are odd multiples of 2 where the family allows.
MODELS = {
    "llama3": ("Llama", None, dict(num_attention_heads=4, num_key_value_heads=2, head_dim=10, tie_word_embeddings=True, rope_parameters=LLAMA3)),
    "llama-linear": ("Llama", None, dict(num_attention_heads=3, num_key_value_heads=3, head_dim=8, tie_word_embeddings=False,
                                         rope_parameters=dict(rope_type="linear", factor=4.0, rope_theta=10000.0))),
    "mistral": ("Mistral", None, dict(num_attention_heads=4, num_key_value_heads=2, head_dim=6, sliding_window=21, tie_word_embeddings=False)),
    "qwen2": ("Qwen2", "qwen2", dict(num_attention_heads=4, num_key_value_heads=2, tie_word_embeddings=True, rope_parameters=YARN)),
    "qwen2-windows": ("Qwen2", None, dict(num_attention_heads=4, num_key_value_heads=4, tie_word_embeddings=False, num_hidden_layers=3,
                                          use_sliding_window=True, sliding_window=33, max_window_layers=1)),
    "qwen3": ("Qwen3", "qwen3", dict(num_attention_heads=4, num_key_value_heads=2, head_dim=14, tie_word_embeddings=True)),
    "qwen3moe": ("Qwen3Moe", "qwen3moe", dict(num_attention_heads=2, num_key_value_heads=1, head_dim=10, tie_word_embeddings=False, num_experts=5,
                                              num_experts_per_tok=2, moe_intermediate_size=12, norm_topk_prob=True)),
    "qwen3moe-plain": ("Qwen3Moe", None, dict(num_attention_heads=2, num_key_value_heads=2, head_dim=10, tie_word_embeddings=True, num_experts=4,
                                              num_experts_per_tok=3, moe_intermediate_size=12, norm_topk_prob=False)),
    "gemma2": ("Gemma2", "gemma2", dict(num_attention_heads=3, num_key_value_heads=1, head_dim=18, query_pre_attn_scalar=18, sliding_window=29,
                                        attn_logit_softcapping=2.0, final_logit_softcapping=3.0)),
    "gemma3": ("Gemma3Text", "gemma3", dict(
        num_attention_heads=2, num_key_value_heads=1, head_dim=20, query_pre_attn_scalar=20, sliding_window=17, num_hidden_layers=6, hidden_size=16, intermediate_size=24,
        rope_parameters=dict(full_attention=dict(rope_type="linear", factor=8.0, rope_theta=1000000.0),
                             sliding_attention=dict(rope_type="default", rope_theta=10000.0)))),
    "gemma3-wide": ("Gemma3Text", None, dict(
        num_attention_heads=1, num_key_value_heads=1, head_dim=256, query_pre_attn_scalar=100, sliding_window=40, num_hidden_layers=2,
        hidden_size=8, intermediate_size=20, layer_types=["sliding_attention", "full_attention"])),
    "phi3": ("Phi3", "phi3", dict(num_attention_heads=3, num_key_value_heads=1, sliding_window=None, tie_word_embeddings=False,
                                  original_max_position_embeddings=64, rope_parameters=LONG)),
    "phi3-window": ("Phi3", None, dict(num_attention_heads=3, num_key_value_heads=3, sliding_window=27, tie_word_embeddings=True,
                                       rope_parameters=dict(rope_type="default", rope_theta=10000.0))),
    "smollm3": ("SmolLM3", "smollm3", dict(num_attention_heads=2, num_key_value_heads=1, num_hidden_layers=4, hidden_size=20, tie_word_embeddings=True,
                                           use_sliding_window=False, rope_parameters=dict(rope_type="default", rope_theta=50000.0))),
    "olmo2": ("Olmo2", "olmo2", dict(num_attention_heads=4, num_key_value_heads=2, tie_word_embeddings=False)),
}


def build(architecture, seed, settings):
    torch.manual_seed(seed)
    config = getattr(transformers, architecture + "Config")(**{**BASE, **settings})
    model = getattr(transformers, architecture.removesuffix("Text") + "ForCausalLM")(config).eval().float()
    with torch.no_grad():
        for key, value in model.named_parameters():
            if "norm" in key:
                # The last norm's gains vary in sign too: otherwise a tied head mostly repeats its input.
                value.add_(torch.randn_like(value) * (1 if key == "model.norm.weight" else 0.2))
            elif key.endswith("bias"):
                value.copy_(torch.randn_like(value) * 0.3)
            elif "experts" in key or "mlp.gate.weight" in key:
                value.copy_(torch.randn_like(value) * (0.6 if "mlp.gate.weight" in key else 0.15))
    return model


def golden(model, seed, prompt):
    generator = numpy.random.default_rng(seed)
    ids = generator.integers(0, VOCABULARY, LENGTH).tolist()
    positions = sorted({0, 1, 16, 17, 63, 64, LENGTH - 1, *generator.integers(2, LENGTH, 9).tolist()})
    with torch.no_grad():
        logits = model(torch.tensor([ids]), use_cache=False).logits[0]
        greedy, gap = ids[:prompt], float("inf")
        for _ in range(GREEDY):
            best = model(torch.tensor([greedy]), use_cache=False).logits[0, -1].topk(2)
            gap = min(gap, float(best.values[0] - best.values[1]))
            greedy = greedy + [int(best.indices[0])]
            if gap < 1e-3:
                return None
    if len(set(greedy[prompt:])) < 3:
        return None
    return dict(ids=ids, positions=positions, logits=[[round(float(x), 5) for x in logits[p]] for p in positions], prompt=prompt,
                greedy=greedy[prompt:], gap=gap, seed=seed)


def permuted(weight, heads):
    """Rows of each head reordered from halves (HF) to adjacent pairs (GGUF)."""
    return weight.reshape(heads, 2, weight.shape[0] // heads // 2, weight.shape[1]).swapaxes(1, 2).reshape(weight.shape)


def llama3_divisors(scaling, width):
    divisors = []
    for frequency in 1.0 / scaling["rope_theta"] ** (numpy.arange(0, width, 2) / width):
        wavelength = 2 * numpy.pi / frequency
        low, high = (scaling["original_max_position_embeddings"] / scaling[f"{side}_freq_factor"] for side in ("low", "high"))
        if wavelength < high:
            divisors.append(1.0)
        elif wavelength > low:
            divisors.append(scaling["factor"])
        else:
            smooth = (scaling["original_max_position_embeddings"] / wavelength - scaling["low_freq_factor"]) / (
                scaling["high_freq_factor"] - scaling["low_freq_factor"])
            divisors.append(1.0 / ((1 - smooth) / scaling["factor"] + smooth))
    return numpy.array(divisors, dtype=numpy.float32)


NAMES = {
    "self_attn.q_proj.weight": "attn_q.weight", "self_attn.k_proj.weight": "attn_k.weight", "self_attn.v_proj.weight": "attn_v.weight",
    "self_attn.q_proj.bias": "attn_q.bias", "self_attn.k_proj.bias": "attn_k.bias", "self_attn.v_proj.bias": "attn_v.bias",
    "self_attn.o_proj.weight": "attn_output.weight", "self_attn.q_norm.weight": "attn_q_norm.weight",
    "self_attn.k_norm.weight": "attn_k_norm.weight", "self_attn.qkv_proj.weight": "attn_qkv.weight",
    "mlp.gate_proj.weight": "ffn_gate.weight", "mlp.up_proj.weight": "ffn_up.weight", "mlp.down_proj.weight": "ffn_down.weight",
    "mlp.gate_up_proj.weight": "ffn_up.weight", "mlp.gate.weight": "ffn_gate_inp.weight", "input_layernorm.weight": "attn_norm.weight",
    "pre_feedforward_layernorm.weight": "ffn_norm.weight", "post_feedforward_layernorm.weight": "post_ffw_norm.weight",
}


def export_gguf(model, path, architecture, weights):
    config = model.config
    head = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    rope = config.rope_parameters.get("full_attention", config.rope_parameters)
    kind = rope.get("rope_type", "default")
    writer = gguf.GGUFWriter(str(path), architecture)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(head)
    writer.add_value_length(head)
    writer.add_rope_dimension_count(int(head * rope.get("partial_rotary_factor", 1.0)))
    writer.add_rope_freq_base(rope["rope_theta"])
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_vocab_size(config.vocab_size)
    writer.add_tokenizer_model("no_vocab")
    if kind in ("linear", "yarn"):
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR if kind == "linear" else gguf.RopeScalingType.YARN)
        writer.add_rope_scaling_factor(rope["factor"])
    if kind in ("yarn", "longrope"):
        writer.add_rope_scaling_orig_ctx_len(rope["original_max_position_embeddings"])
    if kind == "longrope":
        scale = config.max_position_embeddings / rope["original_max_position_embeddings"]
        writer.add_rope_scaling_attn_factors(float(numpy.sqrt(1 + numpy.log(scale) / numpy.log(rope["original_max_position_embeddings"]))))
        for side in ("long", "short"):
            writer.add_tensor(f"rope_factors_{side}.weight", numpy.array(rope[f"{side}_factor"], dtype=numpy.float32))
    if kind == "llama3":
        writer.add_tensor("rope_freqs.weight", llama3_divisors(rope, head))
    if architecture.startswith("gemma"):
        writer.add_sliding_window(config.sliding_window)
        if config.attn_logit_softcapping:
            writer.add_attn_logit_softcapping(config.attn_logit_softcapping)
        if config.final_logit_softcapping:
            writer.add_final_logit_softcapping(config.final_logit_softcapping)
    if architecture == "qwen3moe":
        writer.add_expert_count(config.num_experts)
        writer.add_expert_used_count(config.num_experts_per_tok)
        writer.add_expert_feed_forward_length(config.moe_intermediate_size)

    def shifted(name, weight):
        return weight + 1 if architecture.startswith("gemma") and name.endswith("norm.weight") else weight

    for ours, theirs in (("token_embd.weight", "model.embed_tokens.weight"), ("output_norm.weight", "model.norm.weight")):
        writer.add_tensor(ours, shifted(theirs, weights[theirs]))
    if not config.tie_word_embeddings:
        writer.add_tensor("output.weight", weights["lm_head.weight"])
    after = "post_attention_norm.weight" if "model.layers.0.post_feedforward_layernorm.weight" in weights else "ffn_norm.weight"
    for layer in range(config.num_hidden_layers):
        prefix = f"model.layers.{layer}."
        for theirs, ours in {**NAMES, "post_attention_layernorm.weight": after}.items():
            if prefix + theirs not in weights:
                continue
            weight = shifted(theirs, weights[prefix + theirs])
            if architecture in ("llama", "smollm3") and ours in ("attn_q.weight", "attn_k.weight"):
                weight = permuted(weight, config.num_attention_heads if ours == "attn_q.weight" else config.num_key_value_heads)
            writer.add_tensor(f"blk.{layer}.{ours}", numpy.ascontiguousarray(weight))
        if architecture == "qwen3moe":
            for part in ("gate", "up", "down"):
                stack = [weights[f"{prefix}mlp.experts.{expert}.{part}_proj.weight"] for expert in range(config.num_experts)]
                writer.add_tensor(f"blk.{layer}.ffn_{part}_exps.weight", numpy.stack(stack))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    from safetensors.numpy import load_file
    torch.set_num_threads(1)
    for number, (name, (architecture, form, settings)) in enumerate(MODELS.items(), start=1):
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        # LongRoPE turns otherwise once a text is longer than the original context, so its answers begin beyond.
        prompt = 80 if name == "phi3" else 8
        for seed in range(100 * number, 100 * number + 100):
            model = build(architecture, seed, settings)
            values = golden(model, seed, prompt)
            if values:
                break
        else:
            raise SystemExit(f"{name}: no seed gives clear choices")
        if name == "phi3":
            # Within the original context the short factors count.
            with torch.no_grad():
                logits = model(torch.tensor([values["ids"][:60]]), use_cache=False).logits[0, -1]
            values["short"] = [round(float(x), 5) for x in logits]
        folder = GOLDENS / name
        folder.mkdir(parents=True, exist_ok=True)
        model.save_pretrained(folder)
        (folder / "generation_config.json").unlink(missing_ok=True)
        if form:
            export_gguf(model, folder / "model.gguf", form, load_file(folder / "model.safetensors"))
        (folder / "golden.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")
        print(f"{name}: seed {values['seed']}, smallest gap {values['gap']:.4f}, "
              f"{sum(file.stat().st_size for file in folder.iterdir()) // 1024} KB", flush=True)
    if not sys.argv[1:] or "tiny-gemma" in sys.argv[1:]:
        save_chat(GOLDENS.parent / "tiny-gemma")


def save_chat(folder):
    """A Gemma 3 with a tokenizer, for tests of the engine."""
    from models import save_tokenizer
    chat = build("Gemma3Text", 7, dict(
        vocab_size=272, hidden_size=16, intermediate_size=24, num_hidden_layers=3, num_attention_heads=2, num_key_value_heads=1, head_dim=12,
        query_pre_attn_scalar=12, sliding_window=9, layer_types=["sliding_attention", "full_attention", "sliding_attention"],
        max_position_embeddings=256))
    chat.save_pretrained(folder)
    save_tokenizer(folder)


if __name__ == "__main__":
    main()
