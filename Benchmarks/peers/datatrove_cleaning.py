#!/usr/bin/env python3
"""Cleaning speed side by side with datatrove: the same steps on the same posts, one process each, taking turns.

    Benchmarks/peers/datatrove_cleaning.py --truthgpt .build/release/truthgpt POSTS.jsonl [--first N] [--repetitions 3] [--explain]

Steps: reading JSON Lines, Gopher's quality rules, Gopher's repetition rules, e-mail and IP addresses replaced, MinHash signatures
(14 x 8 hashes over runs of 5 words), buckets, clusters, filter, JSON Lines written. Nothing is removed by length or rule on either side, so that
both work on all posts. Language identification is off on both sides: datatrove's needs a model from the network.

Three settings of datatrove's are brought in line with ours: addresses become <email> and <ip>, a text of fewer than five words is one run
(datatrove gives it no signature, so that its copies stay), and it uses the hash that --seed names. Two times are stated: the whole process,
and the work alone, without the start of the process, imports and the making of its tokenizer.

--explain lists the documents that only one of the two keeps, each with the largest overlap of its runs of words with another post, and
the chance that 14 bands of 8 hashes find such a pair: both draw their hashes at random. It also runs datatrove with a second seed, to
show how much it differs from itself.

Needs a virtual environment with datatrove; makes one with --venv DIRECTORY when it isn't there.
"""
import argparse, collections, itertools, json, os, statistics, subprocess, sys, tempfile, time

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
import sys, time, numpy
from loguru import logger
logger.remove()
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter
from datatrove.pipeline.filters import GopherQualityFilter, GopherRepetitionFilter
from datatrove.pipeline.formatters import PIIFormatter
from datatrove.pipeline.dedup import MinhashDedupSignature, MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.utils.text import simplify_text, split_into_words
from datatrove.utils.typeshelper import Languages
source, work, seed = sys.argv[1:4]
config, big = MinhashConfig(seed=int(seed)), 10**9

class Signature(MinhashDedupSignature):
    # As datatrove's, but a text of fewer words than a run has is one run.
    def get_shingles(self, text):
        shingles = super().get_shingles(text)
        if shingles.size: return shingles
        words = self.word_tokenizer.word_tokenize(simplify_text(text, self.config.norm_config))
        return numpy.array([self._hash_func(' '.join(words))] if words else [], dtype=numpy.uint64).reshape((-1, 1))

def run(*steps, tasks=1, logs='/logs'):
    LocalPipelineExecutor(pipeline=list(steps), tasks=tasks, workers=1, skip_completed=False, logging_dir=work + logs).run()

split_into_words('The tokenizer is made.', Languages.english)
signature = Signature(work + '/signatures', config=config)
signature.word_tokenizer.word_tokenize('This one too.')
start = time.perf_counter()
run(JsonlReader(source, glob_pattern='*.jsonl', text_key='text'),
    GopherQualityFilter(min_doc_words=None, max_doc_words=big, min_avg_word_length=None, max_avg_word_length=big, max_symbol_word_ratio=big,
        max_bullet_lines_ratio=big, max_ellipsis_lines_ratio=big, max_non_alpha_words_ratio=None, min_stop_words=None),
    GopherRepetitionFilter(dup_line_frac=big, dup_para_frac=big, dup_line_char_frac=big, dup_para_char_frac=big,
        top_n_grams=((2, big), (3, big), (4, big)), dup_n_grams=tuple((n, big) for n in range(5, 11))),
    PIIFormatter(email_replacement='<email>', ip_replacement='<ip>'), JsonlWriter(work + '/kept', compression=None), signature)
run(MinhashDedupBuckets(work + '/signatures', work + '/buckets', config=config), tasks=14, logs='/logs2')
run(MinhashDedupCluster(work + '/buckets', work + '/removed', config=config))
run(JsonlReader(work + '/kept', glob_pattern='*.jsonl'), MinhashDedupFilter(work + '/removed'), JsonlWriter(work + '/final', compression=None))
print(time.perf_counter() - start)
"""

SHINGLES = """
import json, sys
from datatrove.utils.text import TextNormConfig, simplify_text
from datatrove.utils.word_tokenizers import load_word_tokenizer
tokenizer = load_word_tokenizer('en')
for line in open(sys.argv[1], encoding='utf-8'):
    post = json.loads(line)
    print(json.dumps([str(post['id']), tokenizer.word_tokenize(simplify_text(post['text'], TextNormConfig()))]))
"""


def documents(path):
    """The texts of a file of JSON Lines, by the last part of their ids."""
    with open(path, encoding="utf-8") as file:
        return {str(post["id"]).split("/")[-1]: post["text"] for post in map(json.loads, file)}


def datatrove(python, source, folder, seed=1):
    """Seconds of the whole process, seconds of the work, and what is kept."""
    start = time.perf_counter()
    run = subprocess.run([python, "-c", DATATROVE, source, folder, str(seed)], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    seconds = time.perf_counter() - start
    kept = {}
    for name in os.listdir(folder + "/final"):
        kept |= documents(folder + "/final/" + name)
    return seconds, float(run.stdout.split()[-1]), kept


def truthgpt(program, source, folder):
    os.makedirs(folder)
    recipe = folder + "/recipe.yaml"
    with open(recipe, "w") as file:
        file.write(RECIPE)
    command = [program, "corpus", "clean", source + "/posts.jsonl", "--recipe", recipe, "--output", folder + "/clean.jsonl"]
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    with open(folder + "/clean.report.json") as file:
        return seconds, json.load(file)["seconds"], documents(folder + "/clean.jsonl")


def explain(python, source, folder, theirs, ours):
    """What only one of the two keeps, and why."""
    again = datatrove(python, source, folder + "/again", seed=2)[2]
    print(f"datatrove with another seed: {len(theirs.keys() - again.keys())} kept only before, {len(again.keys() - theirs.keys())} only now")
    both = theirs.keys() & ours.keys()
    print(f"kept by both: {len(both)}, of which {sum(theirs[key] != ours[key] for key in both)} with different texts")
    lines = subprocess.run([python, "-c", SHINGLES, source + "/posts.jsonl"], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    runs, places = {}, collections.defaultdict(set)
    for line in lines.splitlines():
        key, words = json.loads(line)
        runs[key] = {" ".join(words[i : i + 5]) for i in range(len(words) - 4)} or {" ".join(words)}
        for text in runs[key]:
            places[text].add(key)
    chances = []
    for name, keys in [("datatrove", theirs.keys() - ours.keys()), ("truthgpt", ours.keys() - theirs.keys())]:
        for key in sorted(keys):
            shared = collections.Counter(itertools.chain.from_iterable(places[text] for text in runs[key]))
            overlap = max((count / (len(runs[key]) + len(runs[other]) - count) for other, count in shared.items() if other != key), default=0)
            chances.append((name, key, overlap, 1 - (1 - overlap**8) ** 14))
    for name, key, overlap, chance in chances:
        print(f"kept only by {name}: post {key}, overlap {overlap:.2f}, chance of being found {chance:.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts")
    parser.add_argument("--truthgpt", default=".build/release/truthgpt")
    parser.add_argument("--venv", default=os.path.expanduser("~/.cache/truthgpt-datatrove"))
    parser.add_argument("--first", type=int, help="take only so many posts")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--explain", action="store_true")
    options = parser.parse_args()
    python = options.venv + "/bin/python"
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", options.venv], check=True)
        subprocess.run([options.venv + "/bin/pip", "install", "-q", "datatrove[io,processing]==0.10.1", "spacy", "orjson", "xxhash"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        source = folder + "/source"
        os.makedirs(source)
        count, size = 0, 0
        with open(source + "/posts.jsonl", "w", encoding="utf-8") as file:
            for line in itertools.islice(open(options.posts, encoding="utf-8"), options.first):
                file.write(line)
                count, size = count + 1, size + len(json.loads(line)["text"].encode())
        print(f"{count} posts, {size / 1e6:.2f} MB of text", flush=True)
        times = {"datatrove": [], "truthgpt": []}
        kept = {}
        for turn in range(options.repetitions):
            jobs = [("datatrove", datatrove, python), ("truthgpt", truthgpt, options.truthgpt)]
            for name, job, program in jobs if turn % 2 == 0 else reversed(jobs):
                whole, work, kept[name] = job(program, source, f"{folder}/{name}{turn}")
                times[name].append((whole, work))
                print(f"turn {turn + 1}: {name} {whole:.2f} s, {work:.2f} s of work, {len(kept[name])} kept", flush=True)
        for place, what in enumerate(["whole process", "work alone"]):
            medians = {name: statistics.median(pair[place] for pair in pairs) for name, pairs in times.items()}
            ratios = sorted(a[place] / b[place] for a, b in zip(times["datatrove"], times["truthgpt"]))
            rates = ", ".join(f"{name} {seconds:.2f} s ({size / seconds / 1e6:.2f} MB/s)" for name, seconds in medians.items())
            print(f"{what}: {rates}, ratio {medians['datatrove'] / medians['truthgpt']:.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f})")
        print(f"kept only by datatrove: {len(kept['datatrove'].keys() - kept['truthgpt'].keys())}, only by truthgpt: {len(kept['truthgpt'].keys() - kept['datatrove'].keys())}")
        if options.explain:
            explain(python, source, folder, kept["datatrove"], kept["truthgpt"])


main()
