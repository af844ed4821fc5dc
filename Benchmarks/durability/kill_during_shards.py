#!/usr/bin/env python3
"""Kills `corpus shards` with SIGKILL at random moments and looks at the shards after each.

kill_during_shards.py TRUTHGPT TOKENIZER.json PATH [--times 100] [--seed 1]

Whole sets of shards are made with two seeds first. Then each run tries to put those of one seed in the place of those of the other,
and is killed. Afterwards the shards must be, file by file and hash by hash (counted here, not by the program), those of one seed or
those of the other, the program's own check must pass, and when a run is left alone it must end with its own shards and nothing else
in the folder. Every fourth kill is aimed at the moment when the new shards take the place of the old: it waits for the last file.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time


def checked_hashes(folder):
    """The hashes of all files that the manifest names, after comparing each with it."""
    with open(os.path.join(folder, "manifest.json")) as file:
        manifest = json.load(file)
    hashes = []

    def check(name, expected):
        with open(os.path.join(folder, manifest["build"], name), "rb") as file:
            assert hashlib.sha256(file.read()).hexdigest() == expected, f"{name} is not what the manifest says"
        hashes.append((name, expected))

    for side in ("train", "validation"):
        for shard in manifest[side]["shards"]:
            check(shard["name"] + ".tokens", shard["tokensSHA256"])
            check(shard["name"] + ".documents", shard["documentsSHA256"])
    check(manifest["tokenizer"]["file"], manifest["tokenizer"]["sha256"])
    return hashes


def last_file_is_there(folder):
    """Whether two builds are there and the newer one is complete but for the manifest."""
    builds = sorted((name for name in os.listdir(folder) if name.startswith("build-")), key=lambda name: int(name[6:]))
    return len(builds) > 1 and os.path.exists(os.path.join(folder, builds[-1], "tokenizer.json"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("tokenizer")
    parser.add_argument("path")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)

    with tempfile.TemporaryDirectory() as folder:
        def command(output, seed):
            # Little memory, so that buckets go to disk; small shards, so that there are many files.
            return [arguments.program, "corpus", "shards", arguments.path, "--tokenizer", arguments.tokenizer, "--output", output,
                    "--seed", str(seed), "--memory", "1", "--shard-tokens", "100000", "--data", os.path.join(folder, "data")]

        expected, whole = {}, 0
        for seed in (1, 2):
            start = time.monotonic()
            subprocess.run(command(os.path.join(folder, f"whole-{seed}"), seed), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            whole = max(whole, time.monotonic() - start)
            expected[seed] = checked_hashes(os.path.join(folder, f"whole-{seed}"))
        assert expected[1] != expected[2]

        output = os.path.join(folder, "shards")
        subprocess.run(command(output, 1), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        now, kills, ended, replaced, failed = 1, 0, 0, 0, 0
        while kills < arguments.times:
            wanted = 3 - now
            process = subprocess.Popen(command(output, wanted), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if kills % 4 == 3:
                while process.poll() is None and not last_file_is_there(output):
                    time.sleep(0.0005)
                time.sleep(random.uniform(0, 0.03))
            else:
                time.sleep(random.uniform(0, 1.2 * whole))
            was_running = process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += was_running
            ended += not was_running
            try:
                hashes = checked_hashes(output)
                found = next((seed for seed in (1, 2) if hashes == expected[seed]), None)
                assert found, "the shards are neither the old ones nor the new ones"
                assert was_running or found == wanted, "the run ended, but its shards are not there"
                check = subprocess.run(
                    [arguments.program, "corpus", "shards", "--check", "--output", output], capture_output=True, text=True)
                assert check.returncode == 0, check.stderr
                if not was_running:
                    names = sorted(name for name in os.listdir(output))
                    assert len(names) == 3 and names[1:] == ["lock", "manifest.json"], f"left over: {names}"
                replaced += was_running and found == wanted
                now = found
            except (AssertionError, OSError, ValueError) as error:
                failed += 1
                print(f"kill {kills}: FAILED: {error}", flush=True)
                subprocess.run(command(output, now), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print(f"{kills} kills ({replaced} after the new shards were in place), {ended} runs ended first; a whole run takes {whole:.1f} s")
    print(f"{kills + ended - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
