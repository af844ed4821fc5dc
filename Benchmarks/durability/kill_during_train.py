#!/usr/bin/env python3
"""Kills `truthgpt train` with SIGKILL at random moments, and lets it go on after each.

kill_during_train.py TRUTHGPT PATH [--times 50] [--seed 1]

A small model is trained on PATH once without interruption. Then the same recipe is trained in new folders, killed at random moments
and resumed, until so many kills were made. Every folder must end with the same parameters, the same optimiser states and the same
validation figure, bit for bit, and nothing half-written may be left in it.
"""
import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import tempfile
import time

RECIPE = """
run: {precision: bf16}
data: {sequence-length: 64, shards: "SHARDS"}
model: {layers: 2, width: 64, heads: 2, key-value-heads: 2, head-width: 32, hidden-width: 128}
batch: {sequences: 8}
optimizer: {kind: muon, averaging: 0.9}
schedule: {steps: 120, warmup: 10}
evaluation: {every: 25, tokens: 2048, sample-tokens: 0}
checkpoints: {every: 4, keep: 2}
"""


def result(run):
    """Hashes of the last checkpoint's files, counted here, and the validation figure."""
    folder = os.path.join(run, "checkpoints")
    names = sorted(os.listdir(folder))
    assert all(name.startswith("step-") for name in names), f"something half-written is left: {names}"
    last = os.path.join(folder, names[-1])
    state = json.load(open(os.path.join(last, "state.json")))
    hashes = {}
    for name, expected in state["files"].items():
        hashes[name] = hashlib.sha256(open(os.path.join(last, name), "rb").read()).hexdigest()
        assert hashes[name] == expected, f"{name} is not what state.json says"
    steps = [json.loads(line)["report"]["step"] for line in open(os.path.join(run, "log.jsonl")) if '"kind":"step"' in line]
    assert steps == list(range(1, 121)), f"the log has the steps {steps}"
    return hashes, state["state"]["scores"], state["state"]["step"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("path")
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        tokenizer, shards, recipe = (os.path.join(folder, name) for name in ("tokenizer.json", "shards", "recipe.yaml"))
        subprocess.run([arguments.program, "tokenizer", "train", arguments.path, "--vocabulary", "512", "--output", tokenizer, "--data", folder], check=True, **quiet)
        subprocess.run([arguments.program, "corpus", "shards", arguments.path, "--tokenizer", tokenizer, "--output", shards, "--data", folder], check=True, **quiet)
        open(recipe, "w").write(RECIPE.replace("SHARDS", shards))

        def start(run):
            return subprocess.Popen([arguments.program, "train", recipe, "--output", run, "--data", folder], **quiet)

        whole = os.path.join(folder, "whole")
        begin = time.monotonic()
        assert start(whole).wait() == 0, "the uninterrupted run failed"
        duration, expected = time.monotonic() - begin, result(whole)
        kills, runs = 0, 0
        while kills < arguments.times:
            run = os.path.join(folder, f"run-{runs}")
            runs += 1
            for _ in range(1000):
                child = start(run)
                try:
                    code = child.wait(timeout=random.uniform(0.02, duration * 0.6) if kills < arguments.times else None)
                    assert code == 0, f"a resumed run ended with {code}"
                    break
                except subprocess.TimeoutExpired:
                    child.send_signal(signal.SIGKILL)
                    child.wait()
                    kills += 1
            assert result(run) == expected, f"run {runs} ended with other numbers than the uninterrupted one"
        print(f"{kills} kills in {runs} runs of {duration:.1f} s: every run ended with the parameters, states and figures of the uninterrupted one")


main()
