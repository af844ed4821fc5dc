#!/usr/bin/env python3
"""Adds many short posts to an empty corpus and tells how fast that was.

add_posts.py TRUTHGPT [--posts 1000000] [--seed 1] [--keep DIR]

The posts are the real ones of health_news_tweets (TRUTHGPT_TEST_DATA, or ../shared/data beside the repository), repeated with some words exchanged
by a seeded draw until there are enough. Then the same file is added again, unchanged and with --again, and one
source of a tenth of the posts is forgotten. Prints a line per step: seconds, posts per second, peak memory, size of the database.
"""

import argparse
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time


def real_posts():
    root = pathlib.Path(__file__).resolve().parents[2]
    data = pathlib.Path(os.environ.get("TRUTHGPT_TEST_DATA", root.parent / "shared" / "data"))
    with gzip.open(data / "health_news_tweets" / "tweets.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def write_posts(path, count, seed):
    posts = real_posts()
    draw = random.Random(seed)
    words = [word for post in posts[::7] for word in post["text"].split()]
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            post = posts[number % len(posts)]
            text = post["text"].split()
            if number >= len(posts):
                for _ in range(max(1, len(text) // 5)):
                    text[draw.randrange(len(text))] = draw.choice(words)
            record = {"id": str(number), "text": " ".join(text), "author": post["account"], "date": post["created_at"]}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def measured(name, count, command):
    """Runs `command` and waits for it alone, so that the peak memory is its own."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    if status != 0:
        sys.exit(f"{name}: status {status}")
    print(f"{name:30} {seconds:8.2f} s {count / seconds:11,.0f} posts/s {usage.ru_utime + usage.ru_stime:8.1f} s of processor "
          f"{usage.ru_maxrss / 1000:6.0f} MB of memory at most", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", metavar="DIR", help="keep the files and the corpus there; posts that are there already are used")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or scratch
        os.makedirs(folder, exist_ok=True)
        many, few, data = (os.path.join(folder, name) for name in ("many.jsonl", "few.jsonl", "data"))
        for path, count, seed in ((many, arguments.posts, arguments.seed), (few, arguments.posts // 10, arguments.seed + 1)):
            if not os.path.exists(path):
                write_posts(path, count, seed)
        add = [arguments.program, "corpus", "add", "--no-clean"]
        print(f"{arguments.posts:,} posts, {os.path.getsize(many) / 1e6:.0f} MB")
        measured("add", arguments.posts, add + [many, "--data", data])
        measured("add again, unchanged", arguments.posts, add + [many, "--data", data])
        measured("add again, read and compared", arguments.posts, add + [many, "--again", "--data", data])
        measured("add a tenth more", arguments.posts // 10, add + [few, "--data", data])
        measured("forget the tenth", arguments.posts // 10, [arguments.program, "corpus", "forget", "--source", "few", "--yes", "--data", data])
        print(f"database: {os.path.getsize(os.path.join(data, 'evidence.sqlite')) / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
