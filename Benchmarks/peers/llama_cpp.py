#!/usr/bin/env python3
"""Prompt and generation speed of TruthGPT and llama.cpp, taking turns on the same files.

Each round starts both programs anew, in alternating order, and takes one measurement of each after a warm-up.
Prints medians, ranges and the ratio, and the memory bandwidth that generation reached against what was measured.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def ours(arguments, model):
    command = [arguments.truthgpt, "bench", model, "--prompt", str(arguments.prompt), "--generate", str(arguments.generate),
               "--repetitions", "1", "--threads", str(arguments.threads), "--format", "json"]
    result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {"prompt": result["promptTokensPerSecond"], "generate": result["generateTokensPerSecond"]}


def theirs(arguments, model):
    command = [os.path.join(arguments.llama, "llama-bench"), "-m", model, "-p", str(arguments.prompt),
               "-n", str(arguments.generate), "-t", str(arguments.threads), "-r", "1", "-o", "json"]
    tests = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {"prompt": next(t["avg_ts"] for t in tests if t["n_prompt"] > 0),
            "generate": next(t["avg_ts"] for t in tests if t["n_gen"] > 0)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="+", metavar="MODEL.gguf")
    parser.add_argument("--llama", required=True, help="the folder with llama-bench")
    parser.add_argument("--truthgpt", default=os.path.join(root, ".build/release/truthgpt"))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--prompt", type=int, default=512)
    parser.add_argument("--generate", type=int, default=128)
    parser.add_argument("--json", help="also write the figures to this file")
    arguments = parser.parse_args()

    processor = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    print(f"{processor} · {arguments.threads} threads · {arguments.rounds} rounds, alternating")
    print(f"{'model':40} {'job':>10} {'TruthGPT':>22} {'llama.cpp':>22} {'ratio':>7}")
    figures = []
    for model in arguments.models:
        samples = {"ours": [], "theirs": []}
        for round in range(arguments.rounds):
            order = [("ours", ours), ("theirs", theirs)]
            for name, measure in order if round % 2 == 0 else reversed(order):
                samples[name].append(measure(arguments, model))
        for job in ("prompt", "generate"):
            mine = sorted(sample[job] for sample in samples["ours"])
            other = sorted(sample[job] for sample in samples["theirs"])
            ratio = statistics.median(mine) / statistics.median(other)
            count = arguments.prompt if job == "prompt" else arguments.generate
            show = lambda values: f"{statistics.median(values):.0f} ({values[0]:.0f}–{values[-1]:.0f})"
            print(f"{os.path.basename(model):40} {job + ' ' + str(count):>10} {show(mine):>22} {show(other):>22} {ratio:>6.2f}×", flush=True)
            figures.append({"model": os.path.basename(model), "job": job, "count": count, "ours": mine, "theirs": other, "ratio": ratio})
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump({"processor": processor, "threads": arguments.threads, "figures": figures}, file, indent=1)


if __name__ == "__main__":
    sys.exit(main())
