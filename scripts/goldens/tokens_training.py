"""Makes Tests/TruthTokensTests/Goldens/training.json with HF tokenizers: hashes of the files that its trainer saves.

    python scripts/goldens/tokens_training.py          needs PyPI's `tokenizers` 0.22.2

Trained on generated text (tokens_text.py), which the Swift test generates again.
"""
import json
import tokens_text
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

GOLDEN = "Tests/TruthTokensTests/Goldens/training.json"
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
          r"|\s+(?!\S)|\s+")
PRE_TOKENIZERS = {
    "gpt-2": lambda: pre_tokenizers.ByteLevel(add_prefix_space=False),
    "smollm": lambda: pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]),
    "llama-bpe": lambda: pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(LLAMA3), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]),
}


def untrained(name):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = PRE_TOKENIZERS[name]()
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def trained(name, texts, size, minimum_frequency, special):
    tokenizer = untrained(name)
    tokenizer.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=size, min_frequency=minimum_frequency, special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    return tokenizer


def main():
    goldens = []
    for index, name in enumerate(PRE_TOKENIZERS):
        for offset, kind in enumerate(["code", "latin", "numbers", "spaces", "any", "emoji"]):
            seed, size, least = 2000 + 100 * offset, 420 + 150 * offset, 1 + (index + offset) % 3
            special = [["<|endoftext|>"], [], ["<s>", "</s>", "<|\"quoted\\\"|>"]][(index + offset) % 3]
            texts = [tokens_text.generated(kind, seed + i, 500).decode("utf-8", errors="replace") for i in range(40)]
            tokenizer = trained(name, texts, size, least, special)
            text = tokenizer.to_str(pretty=True)
            goldens.append({
                "pre_tokenizer": name, "generator": kind, "seed": seed, "vocabulary": size, "minimum_frequency": least,
                "special": special, "merges": len(json.loads(text)["model"]["merges"]), "hash": tokens_text.hash_of(text.encode())})
    with open(GOLDEN, "w") as file:
        json.dump(goldens, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
