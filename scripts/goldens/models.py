"""Makes the tiny Llama models of TruthModelsTests and what transformers computes with them.

Each model is saved twice: as a Hugging Face folder (config.json and model.safetensors, F32) and, through PyPI's gguf,
as a GGUF file whose query and key rows are permuted for adjacent-pair rotation, as llama.cpp's converter does.
`golden.json` beside them holds input ids, logits at every position, and 50 greedy tokens.

Run: python scripts/goldens/models.py    (torch, transformers, tokenizers, safetensors, gguf, numpy)
"""

import json
import pathlib

import gguf
import numpy
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

GOLDENS = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "TruthModelsTests" / "Goldens"
LLAMA3 = {
    "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
    "original_max_position_embeddings": 64,
}
SHAPES = {
    # Grouped queries, a tied head, a hidden width that is no multiple of 8.
    "tied": dict(hidden_size=48, num_attention_heads=3, num_key_value_heads=1, head_dim=16, intermediate_size=100,
                 num_hidden_layers=2, tie_word_embeddings=True),
    # A head width other than width / heads, an untied head, Llama 3.1's frequency scaling.
    "untied": dict(hidden_size=36, num_attention_heads=3, num_key_value_heads=1, head_dim=20, intermediate_size=70,
                   num_hidden_layers=3, tie_word_embeddings=False, rope_theta=500000.0, rope_scaling=LLAMA3),
    # As many key-value heads as heads.
    "multihead": dict(hidden_size=40, num_attention_heads=5, num_key_value_heads=5, head_dim=8, intermediate_size=96,
                      num_hidden_layers=2, tie_word_embeddings=False),
}


def build(name, vocabulary=101, seed=1, **shape):
    """A model with weights three times as large as usual, so that its attention and its choices are not flat."""
    torch.manual_seed(seed)
    config = LlamaConfig(vocab_size=vocabulary, max_position_embeddings=256, rms_norm_eps=1e-5, initializer_range=0.06,
                         bos_token_id=1, eos_token_id=2, pad_token_id=None, attn_implementation="eager", **shape)
    model = LlamaForCausalLM(config).eval()
    with torch.no_grad():
        for key, value in model.named_parameters():
            if "norm" in key:
                # The last norm's gains vary in sign too: otherwise a tied head mostly repeats its input.
                value.add_(torch.randn_like(value) * (1 if key == "model.norm.weight" else 0.2))
    return model


def permuted(weight, heads):
    """Rows of each head reordered from halves (HF) to adjacent pairs (GGUF)."""
    return weight.reshape(heads, 2, weight.shape[0] // heads // 2, weight.shape[1]).swapaxes(1, 2).reshape(weight.shape)


def frequency_divisors(config):
    """Llama 3.1's scaling as GGUF stores it: each frequency's divisor (rope_freqs.weight)."""
    scaling, width = config.rope_scaling, config.head_dim
    divisors = []
    for frequency in 1.0 / config.rope_theta ** (numpy.arange(0, width, 2) / width):
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


def export_gguf(model, path, tokenizer=None):
    config = model.config
    writer = gguf.GGUFWriter(str(path), "llama")
    writer.add_name(path.stem)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(config.head_dim)
    writer.add_value_length(config.head_dim)
    writer.add_rope_dimension_count(config.head_dim)
    writer.add_rope_freq_base(config.rope_theta)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_vocab_size(config.vocab_size)
    if tokenizer:
        tokenizer(writer)
    names = {
        "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
        "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
        "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm",
    }
    weights = {key: value.detach().numpy() for key, value in model.state_dict().items()}
    writer.add_tensor("token_embd.weight", weights["model.embed_tokens.weight"])
    for layer in range(config.num_hidden_layers):
        for theirs, ours in names.items():
            weight = weights[f"model.layers.{layer}.{theirs}.weight"]
            if ours == "attn_q":
                weight = permuted(weight, config.num_attention_heads)
            if ours == "attn_k":
                weight = permuted(weight, config.num_key_value_heads)
            writer.add_tensor(f"blk.{layer}.{ours}.weight", numpy.ascontiguousarray(weight))
    writer.add_tensor("output_norm.weight", weights["model.norm.weight"])
    if not config.tie_word_embeddings:
        writer.add_tensor("output.weight", weights["lm_head.weight"])
    if config.rope_scaling:
        writer.add_tensor("rope_freqs.weight", frequency_divisors(config))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def golden(model, seed):
    """Logits of 40 random ids, and the 50 tokens that follow the first 8 greedily, with their smallest margin."""
    vocabulary = model.config.vocab_size
    ids = numpy.random.default_rng(seed).integers(0, vocabulary, 40).tolist()
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0]
        greedy, margin = ids[:8], float("inf")
        for _ in range(50):
            best = model(torch.tensor([greedy])).logits[0, -1].topk(2)
            margin = min(margin, float(best.values[0] - best.values[1]))
            greedy = greedy + [int(best.indices[0])]
    return dict(ids=ids, logits=[[round(float(x), 5) for x in row] for row in logits], greedy=greedy[8:], margin=margin)


CHAT_TEMPLATE = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")
MERGES = ["t h", "th e", "i n", "e r", "a n", "Ġ the", "r e", "o n", "h a", "an d", "Ġ a", "s t", "Ġ and"]
SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def byte_tokens():
    """Special tokens, GPT-2's 256 byte letters, and what the merges make."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = {byte: chr(byte) for byte in printable}
    for byte in range(256):
        if byte not in letters:
            letters[byte] = chr(256 + len(letters) - len(printable))
    return SPECIALS + [letters[byte] for byte in range(256)] + ["".join(merge.split()) for merge in MERGES]


def byte_tokenizer(writer):
    """A byte-level BPE tokenizer with a few merges and ChatML's special tokens, as GGUF metadata."""
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(byte_tokens())
    writer.add_token_types([3] * 3 + [1] * 269)
    writer.add_token_merges(MERGES)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHAT_TEMPLATE)


def save_tokenizer(folder):
    """The same tokenizer as a folder's files."""
    vocabulary = {token: index for index, token in enumerate(byte_tokens())}
    tokenizer = Tokenizer(models.BPE(vocabulary, [tuple(merge.split()) for merge in MERGES]))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(SPECIALS)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<|im_start|>", eos_token="<|im_end|>", unk_token="<|endoftext|>",
        chat_template=CHAT_TEMPLATE).save_pretrained(folder)


def main():
    torch.set_num_threads(1)
    GOLDENS.mkdir(parents=True, exist_ok=True)
    for number, (name, shape) in enumerate(SHAPES.items(), start=1):
        # The first seed whose greedy choices vary and are all clear: a near tie may fall either way with the rounding.
        for seed in range(1000 * number, 1000 * number + 1000):
            model = build(name, seed=seed, **shape)
            values = golden(model, seed)
            if values["margin"] > 3e-3 and len(set(values["greedy"])) >= 3:
                break
        else:
            raise SystemExit(f"{name}: no seed gives clear choices")
        folder = GOLDENS / f"llama-{name}"
        model.save_pretrained(folder)
        (folder / "generation_config.json").unlink(missing_ok=True)
        export_gguf(model, folder / f"{name}.gguf")
        (folder / "golden.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")
        print(name, "smallest margin of a greedy choice:", round(values["margin"], 4))
    chat = build("chat", vocabulary=272, seed=7, hidden_size=32, num_attention_heads=4, num_key_value_heads=2, head_dim=8,
                 intermediate_size=64, num_hidden_layers=2, tie_word_embeddings=True)
    export_gguf(chat, GOLDENS / "tiny-chat.gguf", byte_tokenizer)
    chat.save_pretrained(GOLDENS / "tiny-chat")
    save_tokenizer(GOLDENS / "tiny-chat")
    print("tiny-chat", (GOLDENS / "tiny-chat.gguf").stat().st_size)


if __name__ == "__main__":
    main()
