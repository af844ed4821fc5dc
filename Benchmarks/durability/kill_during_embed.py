#!/usr/bin/env python3
"""Kills `corpus embed` with SIGKILL at random moments and looks at the vectors when a run has ended.

kill_during_embed.py TRUTHGPT EMBEDDER [--times 100] [--passages 3000] [--seed 1]

EMBEDDER is the folder of all-MiniLM-L6-v2. A store of made-up posts is embedded once without interruption. Then runs on copies of the same store are killed,
and the next one goes on: what a run reported as embedded (--format json, after each batch) the next must begin with, and when a run ends,
the vectors' file must hold every passage once, each with the same bytes and scale as in the uninterrupted run, and no journal may be
left. Every fourth kill is aimed at the end, when the journal becomes the file.
"""

import argparse
import json
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

from store_checks import run


def section(content, name):
    """A section of an index file (docs/search.md): the table has name, offset, length and checksum of each."""
    assert content[:8] == b"TGVECTOR", content[:8]
    count = struct.unpack_from("<I", content, 12)[0]
    for entry in range(32, 32 + 56 * count, 56):
        if content[entry:entry + 32].rstrip(b"\0").decode() == name:
            offset, length = struct.unpack_from("<QQ", content, entry + 32)
            return content[offset:offset + length]
    raise AssertionError(f"no section {name}")


def vectors(data):
    """Passage → scale and bytes, read from the file without the program."""
    with open(os.path.join(data, "evidence.vectors"), "rb") as file:
        content = file.read()
    ids, scales, codes = (section(content, name) for name in ("ids", "scales", "codes"))
    count = len(ids) // 8
    numbers = struct.unpack(f"<{count}q", ids)
    assert len(set(numbers)) == count, "a passage has two vectors"
    stride = len(codes) // count
    return {number: (scales[4 * row:4 * row + 4], codes[stride * row:stride * row + stride]) for row, number in enumerate(numbers)}


def write_posts(path, count):
    """Posts of 3 to 60 words, so that batches take different times."""
    words = "dam river flood council vote school bridge harvest storm price energy market nurse train ticket museum".split()
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            text = " ".join(random.choices(words, k=random.randint(3, 60))) + f" {number}"
            file.write(json.dumps({"id": str(number), "text": text, "author": f"a{number % 50}"}) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("embedder")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--passages", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)

    with tempfile.TemporaryDirectory() as folder:
        posts, whole = os.path.join(folder, "posts.jsonl"), os.path.join(folder, "whole")
        write_posts(posts, arguments.passages)
        added = run(arguments.program, "evidence", "add", posts, "--data", whole)
        assert added.returncode == 0, added.stderr
        os.makedirs(os.path.join(whole, "models"), exist_ok=True)
        os.symlink(os.path.abspath(arguments.embedder), os.path.join(whole, "models", "all-MiniLM-L6-v2"))
        empty = os.path.join(folder, "empty")
        shutil.copytree(whole, empty, symlinks=True)

        def command(data):
            return [arguments.program, "corpus", "embed", "--data", data, "--format", "json"]

        start = time.monotonic()
        subprocess.run(command(whole), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        duration = time.monotonic() - start
        expected = vectors(whole)
        assert len(expected) == arguments.passages, f"{len(expected)} of {arguments.passages} passages have a vector"

        kills = stores = failed = 0
        data, reported = None, 0
        while kills < arguments.times or data is not None:
            if data is None:
                stores += 1
                data, reported = os.path.join(folder, f"store-{stores}"), 0
                shutil.copytree(empty, data, symlinks=True)
            process = subprocess.Popen(command(data), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            ended = False
            if kills < arguments.times:
                if kills % 4 == 3:
                    # At the end: the last batch is reported, the file is about to be written.
                    lines = []
                    for line in process.stdout:
                        lines.append(line)
                        if line.endswith(b"\n") and json.loads(line)["embedded"] == arguments.passages:
                            break
                    time.sleep(random.uniform(0, 0.03))
                else:
                    lines = []
                    time.sleep(random.uniform(0, duration))
                ended = process.poll() is not None
                process.send_signal(signal.SIGKILL)
                # A line cut short by the kill reports nothing.
                lines += process.communicate()[0].splitlines(keepends=True)
                kills += not ended
            else:
                lines = process.communicate()[0].splitlines(keepends=True)
                ended = True
            progress = [json.loads(line)["embedded"] for line in lines if line.endswith(b"\n")]
            try:
                if progress:
                    assert progress[0] >= reported, f"{reported} were reported as embedded, the next run begins with {progress[0]}"
                    reported = progress[-1]
                if ended:
                    assert process.returncode == 0, f"a run that was left alone ended with {process.returncode}"
                    found = vectors(data)
                    lost, other = expected.keys() - found.keys(), found.keys() - expected.keys()
                    assert not lost and not other, f"{len(lost)} vectors lost, {len(other)} of no passage"
                    wrong = sum(found[number] != expected[number] for number in expected)
                    assert wrong == 0, f"{wrong} vectors differ from those of the uninterrupted run"
                    left = sorted(name for name in os.listdir(data) if name.startswith("evidence.vectors") and name != "evidence.vectors")
                    assert not left, f"left over: {left}"
                    shutil.rmtree(data)
                    data = None
            except (AssertionError, OSError, ValueError, struct.error) as error:
                failed += 1
                print(f"kill {kills}, store {stores}: FAILED: {error}", flush=True)
                shutil.rmtree(data, ignore_errors=True)
                data = None
    print(f"{kills} kills over {stores} stores of {arguments.passages} passages; a whole run takes {duration:.1f} s")
    print(f"{stores - failed} stores whole, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
