#!/usr/bin/env python3
"""Kills `corpus forget` with SIGKILL at random moments and looks at the data directory after each.

kill_during_forget.py TRUTHGPT [--times 100] [--seed 1] [--posts 20000]

Two authors' posts are in the store, and copies of the one author's words in the files that lie beside it. After a kill, the next
command must leave one of two states: nothing has happened yet, or everything is gone: no document, no byte in any
file of the data directory, and adding the archive again brings nothing back. The other author's posts must all be there.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from store_checks import checked_count, files_holding, run, write_posts

WORDS = [b"qqsecretauthor", b"zzqsecret"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--posts", type=int, default=20000)
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    program = arguments.program

    with tempfile.TemporaryDirectory() as folder:
        kept, gone = os.path.join(folder, "kept.jsonl"), os.path.join(folder, "gone.jsonl")
        write_posts(kept, arguments.posts)
        write_posts(gone, arguments.posts // 4, author="qqsecretauthor", word="zzqsecret")
        master = os.path.join(folder, "master")
        for path in (kept, gone):
            assert run(program, "corpus", "add", path, "--no-clean", "--data", master).returncode == 0
        total = checked_count(program, master)
        expected = total - arguments.posts // 4
        for name in ("evidence.lexical", "evidence.vectors", "reports/corpus.html", "caches/a", "shards/set/manifest.json", "rejected.jsonl"):
            os.makedirs(os.path.dirname(os.path.join(master, name)), exist_ok=True)
            with open(os.path.join(master, name), "w", encoding="utf-8") as file:
                file.write('{"file": "zzqsecret1"}\n')
        assert files_holding(master, WORDS), "the words can't be found before, so finding none later would say nothing"

        def fresh():
            data = os.path.join(folder, "data")
            shutil.rmtree(data, ignore_errors=True)
            shutil.copytree(master, data)
            return data

        command = [program, "corpus", "forget", "--author", "qqsecretauthor", "--yes", "--data"]
        start = time.monotonic()
        assert run(*command, fresh()).returncode == 0
        whole = time.monotonic() - start

        kills = failed = before = after = 0
        while kills < arguments.times:
            data = fresh()
            process = subprocess.Popen(command + [data], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0, whole))
            if process.poll() is not None:
                continue
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
            try:
                count = checked_count(program, data)
                if count == total:
                    before += 1
                    print(f"kill {kills}: nothing had happened yet", flush=True)
                    continue
                assert count == expected, f"{count} documents, neither {total} nor {expected}"
                found = files_holding(data, WORDS)
                assert not found, f"still in {found}"
                again = run(program, "corpus", "add", gone, "--no-clean", "--data", data)
                assert again.returncode == 0 and "forgotten earlier" in again.stdout, again.stdout + again.stderr
                assert checked_count(program, data) == expected, "adding again brought something back"
                after += 1
                print(f"kill {kills}: finished by the next command, no byte left", flush=True)
            except AssertionError as error:
                failed += 1
                print(f"kill {kills}: FAILED: {error}", flush=True)
    print(f"{kills} kills of a forgetting that takes {whole:.2f} s: {before} before it was decided, {after} finished by the next command")
    print(f"{kills - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
