#!/usr/bin/env python3
"""Perplexity of the same text and the same file, by TruthGPT and by llama.cpp (context 512, second half of each window)."""

import argparse
import json
import os
import re
import subprocess
import sys

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="+", metavar="MODEL.gguf")
    parser.add_argument("--text", required=True, help="a text file, or JSON Lines whose \"text\" fields are joined by newlines")
    parser.add_argument("--characters", type=int, default=60000)
    parser.add_argument("--llama", required=True, help="the folder with llama-perplexity")
    parser.add_argument("--truthgpt", default=os.path.join(root, ".build/release/truthgpt"))
    parser.add_argument("--limit", type=float, default=0.005, help="the largest relative difference that passes")
    arguments = parser.parse_args()

    with open(arguments.text, encoding="utf-8") as file:
        text = "\n".join(json.loads(line)["text"] for line in file) if arguments.text.endswith(".jsonl") else file.read()
    sample = os.path.join(os.environ.get("TMPDIR", "/tmp"), "truthgpt-perplexity.txt")
    with open(sample, "w", encoding="utf-8") as file:
        file.write(text[:arguments.characters])

    failed = 0
    for model in arguments.models:
        command = [arguments.truthgpt, "perplexity", sample, "--model", model, "--window", "512", "--format", "json"]
        result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        command = [os.path.join(arguments.llama, "llama-perplexity"), "-m", model, "-f", sample, "-c", "512", "-t", "2"]
        log = subprocess.run(command, check=True, capture_output=True, text=True)
        theirs = float(re.search(r"Final estimate: PPL = ([0-9.]+)", log.stdout + log.stderr).group(1))
        difference = result["perplexity"] / theirs - 1
        failed += abs(difference) > arguments.limit
        print(f"{os.path.basename(model)}: TruthGPT {result['perplexity']:.4f} ({result['tokenCount']} tokens), "
              f"llama.cpp {theirs:.4f}, difference {difference:+.3%}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
