#!/usr/bin/env python3
"""Training and encoding by TruthGPT and by HF tokenizers: the same texts, taking turns, medians compared, results equal.

hf_tokenizers.py FILE.jsonl[.gz] … [--rounds 5] [--megabytes N] [--wordpiece TOKENIZER.json] [--truthgpt PROGRAM]

Each FILE has one JSON object a line with a "text". Needs PyPI's tokenizers (0.22.2):
    python3 -m venv ~/peers-venv && ~/peers-venv/bin/pip install tokenizers==0.22.2 && ~/peers-venv/bin/python hf_tokenizers.py …

Times are those of training and of encoding alone: texts are in memory before, on both sides. Each side takes 2 threads for training
and the number that is stated for encoding. HF's times leave out making lists of the ids; of encode_batch and encode_batch_fast the
faster counts.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# The other side of this script: the same program, started again with the number of threads set before the library is loaded.
WORKER = r"""
import json, sys, time
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
job, texts_path, tokenizer_path, out = sys.argv[1:5]
texts = [json.loads(line)["text"] for line in open(texts_path, encoding="utf-8")]
if job == "train":
    size, minimum = int(sys.argv[5]), int(sys.argv[6])
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=size, min_frequency=minimum, special_tokens=["<|endoftext|>"],
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    start = time.perf_counter()
    tokenizer.train_from_iterator(texts, trainer)
    print(time.perf_counter() - start)
    tokenizer.save(tokenizer_path)
else:
    tokenizer = Tokenizer.from_file(tokenizer_path)
    tokenizer.no_truncation(); tokenizer.no_padding()
    seconds = []
    for encode in (tokenizer.encode_batch, tokenizer.encode_batch_fast):
        start = time.perf_counter()
        encoded = encode(texts, add_special_tokens=False)
        seconds.append(time.perf_counter() - start)
    print(min(seconds))
    if out != "-":
        with open(out, "w") as file:
            file.writelines(json.dumps(e.ids, separators=(",", ":")) + "\n" for e in encoded)
"""


def theirs(threads, *arguments):
    environment = dict(os.environ, RAYON_NUM_THREADS=str(threads), TOKENIZERS_PARALLELISM="true")
    result = subprocess.run([sys.executable, "-c", WORKER, *arguments], env=environment, check=True, capture_output=True, text=True)
    return float(result.stdout)


def ours(program, *arguments):
    return json.loads(subprocess.run([program, "tokenizer", *arguments, "--format", "json"], check=True, capture_output=True, text=True).stdout)


def show(what, megabytes, our_seconds, their_seconds):
    a, b = statistics.median(our_seconds), statistics.median(their_seconds)
    ratios = [y / x for x, y in zip(our_seconds, their_seconds)]
    print(f"{what}: TruthGPT {a:.3f} s ({megabytes / a:.1f} MB/s), HF tokenizers {b:.3f} s ({megabytes / b:.2f} MB/s), "
          f"ratio of medians {b / a:.1f} (rounds {min(ratios):.1f} to {max(ratios):.1f})", flush=True)


def equal(one, other):
    with open(one, "rb") as a, open(other, "rb") as b:
        return a.read() == b.read()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE.jsonl")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--megabytes", type=float, help="take texts until they are this many (10^6 bytes)")
    parser.add_argument("--vocabulary", type=int, default=8192)
    parser.add_argument("--wordpiece", help="a WordPiece tokenizer.json, to encode with too")
    parser.add_argument("--truthgpt", default=os.path.join(root, ".build/release/truthgpt"))
    arguments = parser.parse_args()

    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        texts = os.path.join(folder, "texts.jsonl")
        count = size = 0
        with open(texts, "w", encoding="utf-8") as out:
            for name in arguments.files:
                with gzip.open(name, "rt") if name.endswith(".gz") else open(name, encoding="utf-8") as lines:
                    for line in lines:
                        text = json.loads(line)["text"]
                        # TruthGPT's reader sets documents without text aside.
                        if not text.strip() or (arguments.megabytes and size >= arguments.megabytes * 1e6):
                            continue
                        out.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
                        count += 1
                        size += len(text.encode())
        print(f"{count} texts, {size} bytes, {arguments.rounds} rounds")

        mine, other = os.path.join(folder, "ours.json"), os.path.join(folder, "theirs.json")
        our_seconds, their_seconds = [], []
        for _ in range(arguments.rounds):
            record = ours(arguments.truthgpt, "train", texts, "--output", mine, "--pre-tokenizer", "gpt-2", "--minimum-frequency", "2",
                          "--vocabulary", str(arguments.vocabulary), "--threads", "2")
            our_seconds.append(record["countSeconds"] + record["mergeSeconds"])
            their_seconds.append(theirs(2, "train", texts, other, "-", str(arguments.vocabulary), "2"))
        show(f"train, byte-level BPE of {arguments.vocabulary}, 2 threads", size / 1e6, our_seconds, their_seconds)
        same = equal(mine, other)
        failed += not same
        print(f"  {record['merges']} merges; the files are {'the same byte for byte' if same else 'DIFFERENT'}")

        jobs = [(f"encode, byte-level BPE of {arguments.vocabulary}", mine, threads) for threads in (1, 2)]
        if arguments.wordpiece:
            jobs += [("encode, WordPiece", arguments.wordpiece, threads) for threads in (1, 2)]
        for what, tokenizer, threads in jobs:
            our_ids, their_ids = os.path.join(folder, "ours.ids"), os.path.join(folder, "theirs.ids")
            our_seconds, their_seconds = [], []
            for round in range(arguments.rounds):
                # One pass over all texts, beginning with empty caches, as on the other side.
                record = ours(arguments.truthgpt, "encode", texts, "--tokenizer", tokenizer, "--threads", str(threads), "--ids", our_ids)
                our_seconds.append(record["seconds"][0])
                their_seconds.append(theirs(threads, "encode", texts, tokenizer, their_ids if round == 0 else "-"))
            show(f"{what}, {threads} thread{'s' if threads > 1 else ''}", size / 1e6, our_seconds, their_seconds)
            same = equal(our_ids, their_ids)
            failed += not same
            print(f"  {record['tokens']} ids; {'all the same' if same else 'DIFFERENT'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
