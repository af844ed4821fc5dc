#!/usr/bin/env python3
"""Is an exported model the same elsewhere? The folder in transformers, the GGUF file in llama.cpp.

    pip install torch transformers
    python Benchmarks/peers/exported_model.py FOLDER FILE.gguf --text TEXTFILE [--truthgpt …] [--llama BIN]

FOLDER and FILE are the two exports of one run, in f32. Greedy texts of 64 tokens after eight prompts must be those of transformers, token
by token; the perplexity of TEXTFILE by llama-perplexity (BIN is where it lies) must be ours within 0.5 %.
"""
import argparse
import json
import os
import re
import subprocess
import sys

PROMPTS = ["New study finds", "How to", "The FDA", "Five ways to", "Ebola", "Can coffee", "Your heart", "Scientists say that"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("gguf")
    parser.add_argument("--text", required=True)
    parser.add_argument("--truthgpt", default=".build/release/truthgpt")
    parser.add_argument("--llama", help="the folder of llama-perplexity")
    options = parser.parse_args()
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(options.folder), AutoModelForCausalLM.from_pretrained(options.folder, dtype=torch.float32)
    end, failed = model.config.eos_token_id, 0
    for prompt in PROMPTS:
        ids = tokenizer(prompt, return_tensors="pt").input_ids
        theirs = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=64, do_sample=False, pad_token_id=end)[0, ids.shape[1]:].tolist()
        theirs = theirs[: theirs.index(end)] if end in theirs else theirs
        for path in (options.folder, options.gguf):
            answer = subprocess.run(
                [options.truthgpt, "complete", prompt, "--model", path, "--max-tokens", "64", "--temperature", "0", "--format", "json"],
                capture_output=True, check=True)
            ours = [token["id"] for token in json.loads(answer.stdout)["tokens"]]
            ours = ours[: ours.index(end)] if end in ours else ours
            same = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))
            if ours != theirs: failed += 1
            print(f"{'same' if ours == theirs else 'DIFFERENT'} {same}/{len(theirs)} tokens, {os.path.basename(path)}: {prompt!r}")
    if options.llama:
        theirs = subprocess.run(
            [os.path.join(options.llama, "llama-perplexity"), "-m", options.gguf, "-f", options.text, "-c", "128", "-b", "128", "-t", "2"], capture_output=True, text=True)
        found = re.search(r"Final estimate: PPL = ([0-9.]+)", theirs.stdout + theirs.stderr)
        if not found: sys.exit(theirs.stderr[-2000:])
        ours = subprocess.run(
            [options.truthgpt, "perplexity", options.text, "--model", options.gguf, "--window", "128", "--format", "json"], capture_output=True, check=True)
        mine, other = json.loads(ours.stdout)["perplexity"], float(found.group(1))
        print(f"perplexity: TruthGPT {mine:.4f}, llama.cpp {other:.4f}, {100 * (mine / other - 1):+.3f} %")
        failed += abs(mine / other - 1) > 0.005
    sys.exit(1 if failed else 0)


main()
