#!/usr/bin/env python3
"""Cleaning speed side by side with datatrove: the same steps on the same posts, one process each, taking turns.

    Benchmarks/peers/datatrove_cleaning.py --truthgpt .build/release/truthgpt POSTS.jsonl [--repetitions 5] [--documents]

Steps: reading JSON Lines, Gopher's quality rules, Gopher's repetition rules, e-mail and IP addresses replaced, MinHash signatures
(14 x 8 hashes over runs of 5 words), buckets, clusters, filter, JSON Lines written. Nothing is removed by length on either side, so that
both work on all posts. Language identification is off on both sides: datatrove's needs a model from the network.
Needs a virtual environment with datatrove; makes one beside this script's data with --venv DIRECTORY when it isn't there.
"""
import argparse, gzip, json, os, shutil, statistics, subprocess, sys, tempfile, time

RECIPE = """
languages: false
boilerplate: false
posts: false
campaigns: false
exact-duplicates: false
unicode: false
quality:
  minimum-words: 1
  minimum-mean-letters: 0
  maximum-mean-letters: 1000
  maximum-symbols: 1000
  minimum-words-with-letters: 0
  minimum-stop-words: 0
  maximum-ellipsis-lines: 1000
  maximum-bullet-lines: 1000
repetition:
  minimum-words: 1
  maximum-lines: 1000
  maximum-line-bytes: 1000
  maximum-top: [1000, 1000, 1000]
  maximum-repeated: [1000, 1000, 1000, 1000, 1000, 1000]
private-data:
  telephones: false
  bank-accounts: false
  cards: false
near-duplicates:
  setting: documents
"""

DATATROVE = """
import sys, logging
from loguru import logger
logger.remove()
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter
from datatrove.pipeline.filters import GopherQualityFilter, GopherRepetitionFilter
from datatrove.pipeline.formatters import PIIFormatter
from datatrove.pipeline.dedup import MinhashDedupSignature, MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter
from datatrove.pipeline.dedup.minhash import MinhashConfig
source, work = sys.argv[1:3]
big = 10**9
def run(*steps): LocalPipelineExecutor(pipeline=list(steps), tasks=1, workers=1, skip_completed=False, logging_dir=work + '/logs').run()
run(JsonlReader(source, glob_pattern='*.jsonl', text_key='text'),
    GopherQualityFilter(min_doc_words=None, max_doc_words=big, min_avg_word_length=None, max_avg_word_length=big, max_symbol_word_ratio=big,
        max_bullet_lines_ratio=big, max_ellipsis_lines_ratio=big, max_non_alpha_words_ratio=None, min_stop_words=None),
    GopherRepetitionFilter(dup_line_frac=big, dup_para_frac=big, dup_line_char_frac=big, dup_para_char_frac=big,
        top_n_grams=((2, big), (3, big), (4, big)), dup_n_grams=tuple((n, big) for n in range(5, 11))),
    PIIFormatter(), JsonlWriter(work + '/kept', compression=None), MinhashDedupSignature(work + '/signatures', config=MinhashConfig()))
for bucket in range(1):
    LocalPipelineExecutor(pipeline=[MinhashDedupBuckets(work + '/signatures', work + '/buckets', config=MinhashConfig())], tasks=14, workers=1,
        skip_completed=False, logging_dir=work + '/logs2').run()
run(MinhashDedupCluster(work + '/buckets', work + '/removed', config=MinhashConfig()))
run(JsonlReader(work + '/kept', glob_pattern='*.jsonl'), MinhashDedupFilter(work + '/removed'), JsonlWriter(work + '/final', compression=None))
"""


def lines(path):
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def datatrove(python, posts, folder):
    source = folder + "/source"
    os.makedirs(source)
    shutil.copy(posts, source + "/posts.jsonl")
    start = time.perf_counter()
    subprocess.run([python, "-c", DATATROVE, source, folder + "/work"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    return seconds, sum(lines(folder + "/work/final/" + name) for name in os.listdir(folder + "/work/final"))


def truthgpt(program, posts, folder):
    os.makedirs(folder)
    recipe = folder + "/recipe.yaml"
    open(recipe, "w").write(RECIPE)
    start = time.perf_counter()
    subprocess.run([program, "corpus", "clean", posts, "--recipe", recipe, "--output", folder + "/clean.jsonl"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start, lines(folder + "/clean.jsonl")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts")
    parser.add_argument("--truthgpt", default=".build/release/truthgpt")
    parser.add_argument("--venv", default=os.path.expanduser("~/.cache/truthgpt-datatrove"))
    parser.add_argument("--repetitions", type=int, default=5)
    options = parser.parse_args()
    python = options.venv + "/bin/python"
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", options.venv], check=True)
        subprocess.run([options.venv + "/bin/pip", "install", "-q", "datatrove[io,processing]==0.10.1", "spacy", "orjson", "xxhash"], check=True)
    megabytes = sum(len(json.loads(line)["text"].encode()) for line in open(options.posts)) / 1e6
    print(f"{lines(options.posts)} posts, {megabytes:.1f} MB of text")
    times = {"datatrove": [], "truthgpt": []}
    for turn in range(options.repetitions):
        with tempfile.TemporaryDirectory() as folder:
            for name, seconds, kept in [("datatrove", *datatrove(python, options.posts, folder + "/d")), ("truthgpt", *truthgpt(options.truthgpt, options.posts, folder + "/t"))]:
                times[name].append(seconds)
                print(f"turn {turn + 1}: {name} {seconds:.2f} s, {kept} kept", flush=True)
    medians = {name: statistics.median(seconds) for name, seconds in times.items()}
    for name, seconds in medians.items():
        print(f"{name}: median {seconds:.2f} s, {megabytes / seconds:.2f} MB/s")
    print(f"ratio {medians['datatrove'] / medians['truthgpt']:.1f}")


main()
