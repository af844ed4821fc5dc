"""Makes a tiny random ModernBERT with a tokenizer for TruthModelsTests, and what transformers computes with it.

`golden.json` holds ids of two texts, one longer than the window, and the last block's output for each, normalised; and for three
strings their ids and the mean and the first of their token vectors, scaled to length 1.

Run: python scripts/goldens/modernbert.py    (torch, transformers 5, tokenizers, safetensors, numpy)
"""

import json

import numpy
import torch
from transformers import AutoTokenizer, ModernBertConfig, ModernBertModel

from models import GOLDENS, save_tokenizer

TEXTS = ["The hand in the sea.", "and", "There is another one, over and over: " + "in the end the other hand, " * 6]


def main():
    torch.set_num_threads(1)
    torch.manual_seed(3)
    config = ModernBertConfig(
        vocab_size=272, hidden_size=32, intermediate_size=32, num_hidden_layers=3, num_attention_heads=2, max_position_embeddings=256,
        local_attention=20, initializer_range=0.15, initializer_cutoff_factor=3.0, pad_token_id=0, bos_token_id=1, eos_token_id=2, cls_token_id=1,
        sep_token_id=2, attn_implementation="eager", layer_types=["full_attention", "sliding_attention", "sliding_attention"])
    model = ModernBertModel(config).eval().float()
    with torch.no_grad():
        for key, value in model.named_parameters():
            value.copy_(1 + 0.2 * torch.randn_like(value) if "norm" in key else 0.15 * torch.randn_like(value))
    folder = GOLDENS / "modernbert"
    model.save_pretrained(folder)
    save_tokenizer(folder)
    for file in ("chat_template.jinja", "tokenizer_config.json", "special_tokens_map.json"):
        (folder / file).unlink(missing_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(GOLDENS / "tiny-chat")
    generator = numpy.random.default_rng(3)
    texts = [generator.integers(3, 272, length).tolist() for length in (7, 90)]
    strings = [tokenizer(text)["input_ids"] for text in TEXTS]

    def output(ids):
        with torch.no_grad():
            return model(torch.tensor([ids])).last_hidden_state[0]

    def rounded(row):
        return [round(float(x), 5) for x in row]

    values = dict(
        texts=texts, outputs=[[rounded(row) for row in output(ids)[:: 1 if len(ids) < 10 else 9]] for ids in texts],
        strings=[dict(text=text, ids=ids, mean=rounded(torch.nn.functional.normalize(output(ids).mean(0), dim=0)),
                      first=rounded(torch.nn.functional.normalize(output(ids)[0], dim=0))) for text, ids in zip(TEXTS, strings)])
    (folder / "golden.json").write_text(json.dumps(values, separators=(",", ":")) + "\n")
    print("modernbert", sum(file.stat().st_size for file in folder.iterdir()) // 1024, "KB")


if __name__ == "__main__":
    main()
