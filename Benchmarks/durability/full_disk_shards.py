#!/usr/bin/env python3
"""Makes shards on disks that are too small, in the place of older shards, and looks at those afterwards.

full_disk_shards.py TRUTHGPT TOKENIZER.json PATH        needs root, to mount a tmpfs

A disk holds the old shards and a number of free bytes. A run that doesn't fit must fail with a message that says so, leave the old
shards whole and nothing else; when there is room, the same command must succeed. Each is tried with the search for near-duplicates, whose signatures
lie beside the shards, and without it, so that the shards themselves are what doesn't fit.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

from kill_during_shards import checked_hashes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("tokenizer")
    parser.add_argument("path")
    arguments = parser.parse_args()

    failed = done = 0
    with tempfile.TemporaryDirectory() as folder:
        nothing = os.path.join(folder, "groups.tsv")
        open(nothing, "w").close()

        def make(output, seed, *more):
            return subprocess.run(
                [arguments.program, "corpus", "shards", arguments.path, "--tokenizer", arguments.tokenizer, "--output", output,
                 "--seed", str(seed), "--memory", "1", "--shard-tokens", "100000", "--data", os.path.join(folder, "data"), *more],
                capture_output=True, text=True)

        old = os.path.join(folder, "old")
        make(old, 1, "--groups", nothing)
        hashes = checked_hashes(old)
        size = int(subprocess.run(["du", "-sk", old], check=True, capture_output=True, text=True).stdout.split()[0])
        shares = (0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0, 3.0)
        for share, more in [(share, more) for share in shares for more in ((), ("--groups", nothing))]:
            disk = os.path.join(folder, f"disk-{share}-{len(more)}")
            os.mkdir(disk)
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={int(size * (1 + share)) + 64}k", "tmpfs", disk], check=True)
            try:
                shards = os.path.join(disk, "shards")
                shutil.copytree(old, shards)
                result = make(shards, 2, *more)
                names = sorted(os.listdir(shards))
                if result.returncode == 0:
                    assert share >= 1 and checked_hashes(shards) != hashes, "it can't have fitted"
                    print(f"free {share:.2f} of the shards' size: made")
                else:
                    assert "No space left on device" in result.stderr or "enough space" in result.stderr, f"the message: {result.stderr}"
                    assert checked_hashes(shards) == hashes, "the old shards were changed"
                    print(f"free {share:.2f} of the shards' size: refused, the old shards are whole")
                beside = os.listdir(disk)
                assert beside == ["shards"], f"left beside the shards: {beside}"
                assert len(names) == 3 and names[1:] == ["lock", "manifest.json"], f"left over: {names}"
                done += 1
            except (AssertionError, OSError, ValueError) as error:
                failed += 1
                print(f"free {share:.2f} of the shards' size: FAILED: {error}")
            finally:
                subprocess.run(["umount", disk], check=True)
    print(f"{done} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
