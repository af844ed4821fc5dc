"""Makes the goldens of TruthTokens with HF tokenizers.

    python scripts/goldens/tokens.py --model MODEL.gguf --embedder MINILM_FOLDER --data TEST_DATA

Needs PyPI's `tokenizers`, `gguf` and `jinja2`. Writes into Tests/TruthTokensTests/Goldens:

    gpt2.tokenizer.json, llama3.tokenizer.json   vocabularies of 4,096 tokens, trained on TEST_DATA/text
    strings.json                                 tricky strings with the ids that each of four vocabularies gives
    text.json                                    a plan of more than 1 MB of text, with a hash of the ids of each chunk
    chat.json                                    conversations with their ids, by the model's own template
"""
import argparse, base64, gzip, json, os
import tokens_text
from tokens_strings import strings
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors, trainers, Regex

GOLDENS = "Tests/TruthTokensTests/Goldens"
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
          r"|\s+(?!\S)|\s+")


def training_text(data):
    with open(f"{data}/text/web_c4.jsonl") as lines:
        yield from (json.loads(line)["text"] for line in lines)
    with gzip.open(f"{data}/text/wikipedia.jsonl.gz", "rt") as lines:
        yield from (json.loads(line)["text"] for line in lines)
    with open(f"{data}/community_notes/helpful_notes.jsonl") as lines:
        yield from (json.loads(line)["summary"] for line in lines)


def trained(data, pre_tokenizer, special, **options):
    tokenizer = Tokenizer(models.BPE(**options))
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=4096, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(training_text(data), trainer)
    return tokenizer


def gpt2(data):
    tokenizer = trained(data, pre_tokenizers.ByteLevel(add_prefix_space=False), ["<|endoftext|>"])
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    # One token that is no special one, and one that takes the white space around it.
    tokenizer.add_tokens([AddedToken("<tool>", normalized=False)])
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, rstrip=True, normalized=False)])
    return tokenizer


def llama3(data):
    split = pre_tokenizers.Split(Regex(LLAMA3), "isolated")
    special = ["<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"]
    tokenizer = trained(
        data, pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]),
        special, ignore_merges=True)
    begin = ("<|begin_of_text|>", tokenizer.token_to_id("<|begin_of_text|>"))
    template = processors.TemplateProcessing(
        single="<|begin_of_text|> $A", pair="<|begin_of_text|> $A <|begin_of_text|>:1 $B:1", special_tokens=[begin])
    tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), template])
    return tokenizer


def gguf_fields(path):
    from gguf import GGUFReader
    return {name: field.contents() for name, field in GGUFReader(path).fields.items() if name.startswith("tokenizer.")}


def smollm2(fields):
    tokens = fields["tokenizer.ggml.tokens"]
    merges = [tuple(merge.split(" ")) for merge in fields["tokenizer.ggml.merges"]]
    tokenizer = Tokenizer(models.BPE({token: i for i, token in enumerate(tokens)}, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    special = [token for token, kind in zip(tokens, fields["tokenizer.ggml.token_type"]) if kind == 3]
    tokenizer.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in special])
    return tokenizer


def minilm(folder):
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def ids(tokenizer, text, parsing_special=False, adding_special=False):
    tokenizer.encode_special_tokens = not parsing_special
    return tokenizer.encode(text, add_special_tokens=adding_special).ids


def write(name, value):
    with open(f"{GOLDENS}/{name}", "w") as out:
        json.dump(value, out, separators=(",", ":"))
    print(f"{name}: {os.path.getsize(f'{GOLDENS}/{name}'):,} bytes")


def write_strings(tokenizers):
    entries = []
    for text in strings():
        data = text if isinstance(text, bytes) else text.encode()
        text = data.decode("utf-8", errors="replace")
        entry = {"bytes": base64.b64encode(data).decode()}
        for name, tokenizer in tokenizers.items():
            plain = ids(tokenizer, text)
            parsed = ids(tokenizer, text, parsing_special=True)
            framed = ids(tokenizer, text, adding_special=True)
            entry[name] = {
                "plain": plain, "decoded": tokenizer.decode(plain, skip_special_tokens=False),
                **({"special": parsed} if parsed != plain else {}), **({"framed": framed} if framed != plain else {})}
            if entry[name]["decoded"] == text:
                del entry[name]["decoded"]
        entries.append(entry)
    write("strings.json", entries)
    print(len(entries), "strings")


def write_text(tokenizers, data):
    plan = tokens_text.plan(data)
    hashes = {name: [] for name in tokenizers}
    byte_count = 0
    for chunk in plan:
        chunk_bytes = tokens_text.content(chunk, data)
        byte_count += len(chunk_bytes)
        text = chunk_bytes.decode("utf-8", errors="replace")
        for name, tokenizer in tokenizers.items():
            hashes[name].append(tokens_text.hash_of(ids(tokenizer, text)))
    write("text.json", {"chunks": plan, "hashes": hashes})
    print(f"{len(plan)} chunks, {byte_count:,} bytes")


def write_chat(fields, tokenizer):
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    source = fields["tokenizer.chat_template"]
    template = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True).from_string(source)
    user = {"role": "user", "content": "What is a hash table?"}
    conversations = [
        [], [user], [{"role": "system", "content": "Answer in one sentence."}, user],
        [user, {"role": "assistant", "content": "A map from keys to values."}, {"role": "user", "content": "And a tree?\n"}],
        [{"role": "user", "content": "  leading and trailing  "}], [{"role": "user", "content": ""}],
        [{"role": "user", "content": "你好 👩‍💻 1234 naïve\r\n\ttabs"}],
        [{"role": "system", "content": ""}, user, {"role": "system", "content": "late"}],
    ]
    entries = []
    for messages in conversations:
        for prompt in (False, True):
            text = template.render(messages=messages, add_generation_prompt=prompt)
            entries.append({
                "messages": messages, "addGenerationPrompt": prompt, "text": text, "ids": ids(tokenizer, text, parsing_special=True)})
    write("chat.json", {"template": source, "conversations": entries})


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for option in ("--model", "--embedder", "--data"):
        parser.add_argument(option, required=True)
    arguments = parser.parse_args()
    for name, make in (("gpt2", gpt2), ("llama3", llama3)):
        path = f"{GOLDENS}/{name}.tokenizer.json"
        make(arguments.data).save(path, pretty=False)
        print(f"{path}: {os.path.getsize(path):,} bytes")
    fields = gguf_fields(arguments.model)
    tokenizers = {
        "gpt2": Tokenizer.from_file(f"{GOLDENS}/gpt2.tokenizer.json"),
        "llama3": Tokenizer.from_file(f"{GOLDENS}/llama3.tokenizer.json"),
        "smollm2": smollm2(fields), "minilm": minilm(arguments.embedder)}
    write_chat(fields, tokenizers["smollm2"])
    write_strings(tokenizers)
    write_text(tokenizers, arguments.data)
