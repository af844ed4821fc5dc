#!/usr/bin/env python3
"""Search at size: TruthGPT against tantivy (words) and faiss (vectors), on one thread, taking turns on the same posts and queries.

Make the collection first: cd Benchmarks/search && swift run -c release search generate --work FOLDER …
Needs PyPI's tantivy, faiss-cpu and numpy: python3 -m venv V && V/bin/pip install tantivy faiss-cpu numpy, then V/bin/python search.py …
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import time

import faiss
import numpy
import tantivy

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def stop_words():
    with open(os.path.join(root, "Sources/TruthEvidence/StopWords.swift"), encoding="utf-8") as file:
        return set(re.findall(r'"([a-z]+)"', file.read()))


class TruthGPT:
    def __init__(self, program, work, embedder):
        environment = dict(os.environ, TRUTHGPT_THREADS="1")
        command = [program, "rounds", "--work", work, "--embedder", embedder]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        assert self.process.stdout.readline().strip() == "ready"

    def run(self, order):
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer["microseconds"], answer["found"]


def timed(queries, search):
    times, found = [], []
    for query in queries:
        start = time.perf_counter()
        result = search(query)
        times.append((time.perf_counter() - start) * 1e6)
        found.append(result)
    return times, found


def tantivy_search(work, texts):
    """The index of the posts, stemmed English as ours, in one folder; made on the first run."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=False, tokenizer_name="en_stem")
    schema = builder.build()
    folder = os.path.join(work, "tantivy")
    if not os.path.exists(folder):
        partial = folder + ".partial"
        shutil.rmtree(partial, ignore_errors=True)
        os.mkdir(partial)
        index = tantivy.Index(schema, path=partial)
        writer = index.writer(heap_size=500_000_000, num_threads=1)
        with open(os.path.join(work, "posts.jsonl"), encoding="utf-8") as file:
            for line in file:
                post = json.loads(line)
                writer.add_document(tantivy.Document(text=post["text"]))
        writer.commit()
        writer.wait_merging_threads()
        os.rename(partial, folder)
    index = tantivy.Index.open(folder)
    searcher = index.searcher()
    drop = stop_words()
    queries = []
    for text in texts:
        words = [word for word in re.findall(r"\w+", text.lower())]
        content = [word for word in words if word not in drop] or words
        queries.append(index.parse_query(" ".join(dict.fromkeys(content[:64])), ["text"]))
    return lambda number: searcher.search(queries[number], 10, count=False).hits


class Recall:
    """The share of the ten nearest that was found. Posts that say the same have the same vector, so a post counts as one of the ten
    nearest when it is as near as the tenth, whatever its number."""

    def __init__(self, work):
        self.vectors = numpy.memmap(os.path.join(work, "posts.f32"), dtype=numpy.float32, mode="r").reshape(-1, 384)
        self.queries = numpy.fromfile(os.path.join(work, "queries.f32"), dtype=numpy.float32).reshape(-1, 384)
        self.truth = numpy.load(os.path.join(work, "truth.npy"))

    def __call__(self, found, step=1):
        hits = total = 0
        for number, ids in zip(range(0, len(self.queries), step), found):
            query = self.queries[number].astype(numpy.float64)
            least = min(self.vectors[self.truth[number]].astype(numpy.float64) @ query) - 1e-6
            ids = list(dict.fromkeys(int(identity) for identity in ids[:10]))
            hits += sum(self.vectors[identity].astype(numpy.float64) @ query >= least for identity in ids)
            total += 10
        return hits / total


def row(name, rounds, note=""):
    p50 = numpy.median([numpy.percentile(times, 50) for times in rounds]) / 1000
    p99 = numpy.median([numpy.percentile(times, 99) for times in rounds]) / 1000
    print(f"{name:42} p50 {p50:8.3f} ms   p99 {p99:8.3f} ms   {note}", flush=True)
    return p50, p99


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", required=True)
    parser.add_argument("--embedder", required=True)
    parser.add_argument("--program", default=os.path.join(root, "Benchmarks/search/.build/release/search"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--part", choices=["lexical", "dense", "hybrid", "prepare"], required=True)
    arguments = parser.parse_args()
    faiss.omp_set_num_threads(1)
    with open(os.path.join(arguments.work, "queries.jsonl"), encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    numbers = list(range(len(texts)))
    if arguments.part == "prepare":
        tantivy_search(arguments.work, texts)
        prepare_faiss(arguments.work)
        return
    ours = TruthGPT(arguments.program, arguments.work, arguments.embedder)
    if arguments.part == "lexical":
        search = tantivy_search(arguments.work, texts)
        rivals, own, ranking = [], [], []
        for _ in range(arguments.rounds):
            own.append(ours.run("lexical 10")[0])
            rivals.append(timed(numbers, search)[0])
            ranking.append(ours.run("ranking 10")[0])
        ours50, ours99 = row("TruthGPT lexical (with names and hits read)", own)
        row("TruthGPT lexical, ranking alone", ranking)
        theirs50, theirs99 = row("tantivy", rivals)
        print(f"ratio ours / tantivy: p50 {ours50 / theirs50:.2f}, p99 {ours99 / theirs99:.2f}")
    elif arguments.part == "hybrid":
        for name in ["lexical", "dense", "hybrid", "whole"]:
            row("TruthGPT " + {"whole": "hybrid, query embedded"}.get(name, name), [ours.run(f"{name} 10")[0] for _ in range(arguments.rounds)])
    else:
        dense(arguments, ours, numbers)


def prepare_faiss(work):
    vectors = numpy.fromfile(os.path.join(work, "posts.f32"), dtype=numpy.float32).reshape(-1, 384)
    queries = numpy.fromfile(os.path.join(work, "queries.f32"), dtype=numpy.float32).reshape(-1, 384)
    faiss.omp_set_num_threads(2)
    exact = faiss.IndexFlatIP(384)
    exact.add(vectors)
    numpy.save(os.path.join(work, "truth.npy"), exact.search(queries, 10)[1])
    del exact
    flat = faiss.IndexScalarQuantizer(384, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    flat.train(vectors[:100_000])
    flat.add(vectors)
    faiss.write_index(flat, os.path.join(work, "flat.faiss"))
    del flat
    coarse = faiss.IndexFlatIP(384)
    lists = faiss.IndexIVFScalarQuantizer(coarse, 384, 2000, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    lists.train(vectors[:128_000])
    lists.add(vectors)
    faiss.write_index(lists, os.path.join(work, "lists.faiss"))


def dense(arguments, ours, numbers):
    goal, recall = 0.99, Recall(arguments.work)
    queries = recall.queries
    flat = faiss.read_index(os.path.join(arguments.work, "flat.faiss"))
    lists = faiss.read_index(os.path.join(arguments.work, "lists.faiss"))
    # What 8 bits can reach with all lists bounds what more lists can bring.
    most = recall([flat.search(queries[number:number + 1], 10)[1][0] for number in numbers[::5]], 5)
    print(f"faiss, 8 bits, all vectors compared: recall@10 {most:.4f}", flush=True)
    for probes in [1, 2, 4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512]:
        lists.nprobe = probes
        reached = recall(lists.search(queries, 10)[1])
        print(f"faiss, {probes} of {lists.nlist} lists: recall@10 {reached:.4f}", flush=True)
        if reached >= min(goal, most - 0.002):
            break
    results = {name: [] for name in ["exact", "flat", "dense", "lists"]}
    found = {}
    for _ in range(arguments.rounds):
        # Comparing everything takes long: a fifth of the queries will do.
        for name, step in [("exact", 5), ("dense", 1)]:
            times, found[name] = ours.run(f"{name} 10 copies {step}")
            results[name].append(times)
        for name, index, step in [("flat", flat, 5), ("lists", lists, 1)]:
            times, hits = timed(numbers[::step], lambda number: index.search(queries[number:number + 1], 10)[1][0])
            results[name].append(times)
            found[name] = hits
    names = {"exact": "TruthGPT, all vectors", "flat": "faiss scalar-quantised flat", "dense": "TruthGPT, lists", "lists": f"faiss IVF scalar-quantised, nprobe {lists.nprobe}"}
    steps = {"exact": 5, "flat": 5, "dense": 1, "lists": 1}
    rows = {name: row(names[name], results[name], f"recall@10 {recall(found[name], steps[name]):.4f}") for name in results}
    print(f"ratio ours / faiss, p50: all {rows['exact'][0] / rows['flat'][0]:.2f}, lists {rows['dense'][0] / rows['lists'][0]:.2f}")


if __name__ == "__main__":
    main()
