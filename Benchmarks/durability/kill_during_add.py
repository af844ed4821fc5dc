#!/usr/bin/env python3
"""Kills `evidence add` with SIGKILL at random moments and looks at the store after each.

kill_during_add.py TRUTHGPT PATH [--times 50] [--seed 1]

The program reports each batch once it is safely stored (--format json). After each kill the store must open, SQLite's
and FTS5's own integrity checks must pass, every document must have its passages, index and names, and there must be
at least as many documents as were reported. When everything has been added, a new store is begun.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from store_checks import checked_count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("path")
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    random.seed(arguments.seed)

    command = [arguments.program, "evidence", "add", arguments.path, "--format", "json", "--data"]
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        subprocess.run(command + [os.path.join(folder, "whole")], stdout=subprocess.DEVNULL, check=True)
        whole = time.monotonic() - start
        total = checked_count(arguments.program, os.path.join(folder, "whole"))

        kills = stores = failed = 0
        data = None
        while kills < arguments.times:
            if data is None:
                stores += 1
                data = os.path.join(folder, f"store-{stores}")
                before = 0
            process = subprocess.Popen(command + [data], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            time.sleep(random.uniform(0, whole))
            ended = process.poll() is not None
            process.send_signal(signal.SIGKILL)
            lines = [line for line in process.communicate()[0].split(b"\n")]
            # A line cut short by the kill reports nothing.
            reports = [json.loads(line) for line in lines[:-1] if line]
            if ended:
                assert checked_count(arguments.program, data) == total
                data = None
                continue
            kills += 1
            reported = max([report["added"] + report["updated"] + report["unchanged"] for report in reports], default=0)
            try:
                count = checked_count(arguments.program, data)
                assert count >= max(before, reported), f"{reported} documents were reported, {count} are there"
                print(f"kill {kills}: {reported} reported in this run, {count} in the store", flush=True)
                before = count
            except (AssertionError, sqlite3.Error) as error:
                failed += 1
                print(f"kill {kills}: FAILED: {error}", flush=True)
                data = None
        if data is not None:
            subprocess.run(command + [data], stdout=subprocess.DEVNULL, check=True)
            assert checked_count(arguments.program, data) == total, "the last store is not complete after a whole run"
    print(f"{kills} kills over {stores} stores, a whole run takes {whole:.1f} s and stores {total} documents")
    print(f"{kills - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
