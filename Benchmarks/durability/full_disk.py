#!/usr/bin/env python3
"""Fills a small disk with `corpus add` and `corpus forget`, then makes room.

full_disk.py TRUTHGPT [--megabytes 4 8 16] [--free 2 8 14 20 26 32 60]

Needs root, to mount a file system in memory of the size given. On the full disk the program must say so and return 1; what was reported
must be there and whole; with more room the same command must finish the work. A forgetting that finds no room must
either have done nothing, or be finished by the next command once there is room.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

from store_checks import checked_count, files_holding, rejected_lines, run, write_posts


def mount(folder, megabytes, *, again=False):
    options = f"size={megabytes}m" + (",remount" if again else "")
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)


def fill_while_adding(program, megabytes, posts, total):
    with tempfile.TemporaryDirectory() as disk:
        mount(disk, megabytes)
        try:
            data = os.path.join(disk, "data")
            added = run(program, "corpus", "add", posts, "--no-clean", "--format", "json", "--data", data)
            reports = [json.loads(line)["report"] for line in added.stdout.splitlines()]
            reported = reports[-1]["added"] if reports else 0
            assert added.returncode == 1, f"returned {added.returncode}: {added.stderr}"
            assert "full" in added.stderr, f"the message doesn't say that the disk is full: {added.stderr}"
            # Opening a store needs a little room for the log's index; with one megabyte more it must be whole.
            mount(disk, megabytes + 1, again=True)
            count = checked_count(program, data)
            assert count >= reported, f"{reported} reported, {count} there"
            mount(disk, 400, again=True)
            assert run(program, "corpus", "add", posts, "--no-clean", "--data", data).returncode == 2
            assert checked_count(program, data) == total
            rejected_lines(data)
            print(f"{megabytes} MB: full after {reported} reported documents, {count} in the store, all {total} after there was room")
        finally:
            subprocess.run(["umount", disk], check=True)


def fill_while_forgetting(program, posts, secret, total, free):
    with tempfile.TemporaryDirectory() as disk:
        mount(disk, 400)
        try:
            data = os.path.join(disk, "data")
            run(program, "corpus", "add", posts, secret, "--no-clean", "--data", data)
            everything = checked_count(program, data)
            used = sum(os.path.getsize(os.path.join(data, name)) for name in os.listdir(data) if os.path.isfile(os.path.join(data, name)))
            mount(disk, used // 1_000_000 + free, again=True)
            command = (program, "corpus", "forget", "--source", "secret", "--yes", "--data", data)
            forgotten = run(*command)
            assert forgotten.returncode in (0, 1), f"returned {forgotten.returncode}: {forgotten.stderr}"
            assert forgotten.returncode == 0 or "full" in forgotten.stderr, forgotten.stderr
            is_decided = "gone from" in forgotten.stderr
            mount(disk, 400, again=True)
            count = checked_count(program, data)
            outcome = "done" if forgotten.returncode == 0 else "decided, and finished by the next command" if is_decided else "nothing had happened"
            assert count == (everything if outcome == "nothing had happened" else total), f"{count} documents, though: {outcome}"
            if count == everything:
                assert run(*command).returncode == 0 and checked_count(program, data) == total
            assert not files_holding(data, [b"zzqsecret"]), "its bytes are still in a file"
            print(f"forgetting with {free} MB free beside {used // 1_000_000} MB: {outcome}")
        finally:
            subprocess.run(["umount", disk], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--megabytes", type=int, nargs="+", default=[4, 8, 16])
    parser.add_argument("--free", type=int, nargs="+", default=[2, 8, 14, 20, 26, 32, 60], help="megabytes left when forgetting begins")
    arguments = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        posts, secret = os.path.join(folder, "posts.jsonl"), os.path.join(folder, "secret.jsonl")
        total = write_posts(posts, 60000, broken_every=100)
        write_posts(secret, 3000, author="bob", word="zzqsecret")
        trials = [lambda size=size: fill_while_adding(arguments.program, size, posts, total) for size in arguments.megabytes]
        trials += [lambda free=free: fill_while_forgetting(arguments.program, posts, secret, total, free) for free in arguments.free]
        for trial in trials:
            try:
                trial()
            except AssertionError as error:
                failed += 1
                print(f"FAILED: {error}")
    print(f"{len(trials) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
