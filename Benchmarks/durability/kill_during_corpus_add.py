#!/usr/bin/env python3
"""Kills `corpus add` with SIGKILL at random moments and looks at the data directory after each.

kill_during_corpus_add.py TRUTHGPT [--times 100] [--seed 1] [--posts 60000]

Without cleaning, so that every record can be accounted for. The program reports each batch once it is safely stored (--format json). After each kill the store must pass every
check, hold at least what was reported, and the records reported as set aside must be in rejected.jsonl, each once.
The next run must go on where the last one stopped (its first report passes over what was stored), and when a run ends by
itself, everything must be there exactly once and a further run must read nothing.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

from store_checks import checked_count, rejected_lines, run, write_posts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--posts", type=int, default=60000)
    arguments = parser.parse_args()
    random.seed(arguments.seed)

    with tempfile.TemporaryDirectory() as folder:
        posts = os.path.join(folder, "posts.jsonl")
        total = write_posts(posts, arguments.posts, broken_every=100)
        broken = arguments.posts - total
        command = [arguments.program, "corpus", "add", posts, "--no-clean", "--format", "json", "--data"]

        def complete(data):
            """Runs to the end and checks that all is there once."""
            assert subprocess.run(command + [data], capture_output=True).returncode == 2
            assert checked_count(arguments.program, data) == total, "not everything is there after a whole run"
            assert len(rejected_lines(data)) == broken, f"{len(rejected_lines(data))} of {broken} rejected records are listed"
            last = run(*command, data)
            summary = json.loads(last.stdout.splitlines()[-1])
            assert summary["unchangedPaths"] == [posts] and summary["setAside"] == broken, "a finished file was read again"

        start = time.monotonic()
        complete(os.path.join(folder, "whole"))
        whole = (time.monotonic() - start) * 0.8  # What the further run and the checks took doesn't count.

        kills = stores = failed = resumed = 0
        data = None
        while kills < arguments.times:
            if data is None:
                stores += 1
                data, before = os.path.join(folder, f"store-{stores}"), 0
            process = subprocess.Popen(command + [data], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0, whole * 0.5))
            ended = process.poll() is not None
            process.send_signal(signal.SIGKILL)
            # A line cut short by the kill reports nothing.
            reports = [json.loads(line)["report"] for line in process.communicate()[0].split(b"\n")[:-1] if line]
            if ended:
                complete(data)
                data = None
                continue
            kills += 1
            last = reports[-1] if reports else None
            reported = last["passedOver"] + last["added"] + last["updated"] + last["unchanged"] + last["rejected"] if last else 0
            try:
                count = checked_count(arguments.program, data)
                listed = len(rejected_lines(data))
                assert count + listed >= max(before, reported), f"{reported} records were reported, {count} + {listed} are there"
                if last and before:
                    assert last["passedOver"] > 0, "the run began from the start"
                    assert last["unchanged"] == 0, "records were stored twice"
                    resumed += 1
                print(f"kill {kills}: {reported} reported, {count} in the store, {listed} set aside", flush=True)
                before = max(before, reported)
            except AssertionError as error:
                failed += 1
                print(f"kill {kills}: FAILED: {error}", flush=True)
                data = None
        if data is not None:
            complete(data)
    print(f"{kills} kills over {stores} stores of {total} documents; {resumed} killed runs had gone on where the one before stopped")
    print(f"{kills - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
