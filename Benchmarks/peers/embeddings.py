#!/usr/bin/env python3
"""Speed and accuracy of the sentence encoder against PyTorch and onnxruntime, taking turns on the same texts.

PyTorch runs the model in f32 and in bf16 autocast, onnxruntime in f32 and with weights quantised to int8 (quantize_dynamic),
both exported from the same safetensors file. Rivals get their texts sorted by length in batches of 32, padded to the batch's
longest, which is how sentence-transformers feeds them; tokenising is timed for everyone. Ours is a Swift program that reads
texts and writes vectors; see Benchmarks/embeddings.

Needs: pip install torch transformers onnxruntime onnx onnxscript numpy
"""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default=os.path.expanduser("~/.local/share/truthgpt/models/all-MiniLM-L6-v2"))
    parser.add_argument("--data", default=os.environ.get("TRUTHGPT_TEST_DATA", os.path.join(root, "../shared/data")))
    parser.add_argument("--ours", default=os.path.join(root, "Benchmarks/embeddings/.build/release/embeddings"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--texts", type=int, default=256, help="SciFact abstracts to embed")
    parser.add_argument("--retrieval", action="store_true", help="also nDCG@10 on SciFact with our vectors of each precision")
    parser.add_argument("--json", help="also write the figures to this file")
    return parser.parse_args()


def lines(path):
    with open(path) as file:
        return [json.loads(line) for line in file]


class Ours:
    """The Swift program, kept running: a request is a line of JSON, so is its answer."""

    def __init__(self, arguments, precision):
        self.name = "TruthGPT " + precision
        self.process = subprocess.Popen(
            [arguments.ours, arguments.model, precision, str(arguments.threads)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def embed(self, texts):
        self.process.stdin.write(json.dumps(texts) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        return answer["seconds"], answer["vectors"]


class Padded:
    """Sorted by length, in batches of 32, mean over the tokens, length 1."""

    def __init__(self, name, tokenizer, forward):
        self.name, self.tokenizer, self.forward = name, tokenizer, forward

    def embed(self, texts):
        import numpy
        start = time.perf_counter()
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        vectors = [None] * len(texts)
        for first in range(0, len(order), 32):
            some = order[first:first + 32]
            batch = self.tokenizer([texts[i] for i in some], padding=True, truncation=True, max_length=256, return_tensors="np")
            hidden = self.forward(batch)
            mask = batch["attention_mask"][:, :, None].astype("float32")
            mean = (hidden * mask).sum(1) / mask.sum(1)
            mean /= numpy.linalg.norm(mean, axis=1, keepdims=True)
            for i, vector in zip(some, mean):
                vectors[i] = vector
        return time.perf_counter() - start, vectors


def rivals(arguments, folder):
    import numpy
    import onnxruntime
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from transformers import AutoModel, AutoTokenizer

    torch.set_num_threads(arguments.threads)
    tokenizer = AutoTokenizer.from_pretrained(arguments.model)
    model = AutoModel.from_pretrained(arguments.model, attn_implementation="sdpa").eval()

    def torch_forward(bf16):
        def forward(batch):
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=bf16):
                return model(**{k: torch.from_numpy(v) for k, v in batch.items()}).last_hidden_state.float().numpy()
        return forward

    plain, quantized = os.path.join(folder, "model.onnx"), os.path.join(folder, "int8.onnx")
    example = dict(tokenizer(["an example", "of two texts"], padding=True, return_tensors="pt"))
    names = ["input_ids", "attention_mask", "token_type_ids"]
    class Hidden(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = AutoModel.from_pretrained(arguments.model, attn_implementation="eager").eval()

        def forward(self, input_ids, attention_mask, token_type_ids):
            return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state

    axes = {name: {0: "batch", 1: "tokens"} for name in names + ["hidden"]}
    torch.onnx.export(
        Hidden(), tuple(example[name] for name in names), plain, input_names=names, output_names=["hidden"], dynamic_axes=axes,
        opset_version=17, dynamo=False)
    quantize_dynamic(plain, quantized, weight_type=QuantType.QInt8)

    def onnx_forward(path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = arguments.threads
        options.inter_op_num_threads = 1
        # Spinning threads would take the processor from whoever is measured next.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        wanted = {value.name for value in session.get_inputs()}
        return lambda batch: session.run(["hidden"], {k: numpy.asarray(v, "int64") for k, v in batch.items() if k in wanted})[0]

    return tokenizer, [
        Padded("PyTorch f32", tokenizer, torch_forward(False)), Padded("PyTorch bf16", tokenizer, torch_forward(True)),
        Padded("onnxruntime f32", tokenizer, onnx_forward(plain)), Padded("onnxruntime int8", tokenizer, onnx_forward(quantized))]


def cosines(vectors, references):
    return [sum(a * b for a, b in zip(v, r)) for v, r in zip(vectors, references)]


def compare(job, texts, token_count, programs, rounds, figures):
    times = {program.name: [] for program in programs}
    vectors = {}
    for program in programs:
        program.embed(texts)
    for round in range(rounds):
        for program in programs if round % 2 == 0 else list(reversed(programs)):
            seconds, vectors[program.name] = program.embed(texts)
            times[program.name].append(seconds)
    best = min(statistics.median(t) for name, t in times.items() if not name.startswith("TruthGPT"))
    reference = vectors["PyTorch f32"]
    print(f"\n{job}: {len(texts)} texts, {token_count} tokens, medians of {rounds} rounds")
    for program in programs:
        sorted_times = sorted(times[program.name])
        median = statistics.median(sorted_times)
        likeness = cosines(vectors[program.name], reference)
        ratio = f"{best / median:5.2f} × the best rival" if program.name.startswith("TruthGPT") else ""
        print(f"  {program.name:18} {len(texts) / median:7.1f} texts/s ({len(texts) / sorted_times[-1]:.1f}–{len(texts) / sorted_times[0]:.1f})"
              f"  {token_count / median:8.0f} tokens/s  cosine ≥ {min(likeness):.5f}, mean {statistics.mean(likeness):.5f}  {ratio}", flush=True)
        figures.append({"job": job, "program": program.name, "seconds": sorted_times, "texts": len(texts), "tokens": token_count,
                        "smallestCosine": min(likeness), "ratio": best / median})


def ndcg(program, corpus, claims):
    """nDCG@10 of exact dense retrieval; relevant are the abstracts that a claim cites."""
    import numpy
    documents = numpy.array(program.embed([document["text"] for document in corpus])[1], dtype="float32")
    queries = numpy.array(program.embed([claim["text"] for claim in claims])[1], dtype="float32")
    identities = [document["id"] for document in corpus]
    scores, gains = queries @ documents.T, []
    for row, claim in zip(scores, claims):
        top = numpy.argsort(-row, kind="stable")[:10]
        found = sum(1 / math.log2(rank + 2) for rank, i in enumerate(top) if identities[i] in claim["relevant"])
        ideal = sum(1 / math.log2(rank + 2) for rank in range(min(10, len(claim["relevant"]))))
        gains.append(found / ideal)
    return gains


def scifact(arguments):
    folder = os.path.join(arguments.data, "scifact")
    corpus = []
    for row in lines(os.path.join(folder, "corpus.jsonl")):
        abstract = row["abstract"] if isinstance(row["abstract"], str) else " ".join(row["abstract"])
        corpus.append({"id": str(row["doc_id"]), "text": row["title"] + ". " + abstract})
    claims = []
    for name in ("claims_train.jsonl", "claims_dev.jsonl"):
        for row in lines(os.path.join(folder, name)):
            relevant = {str(identity) for identity in row["cited_doc_ids"]}
            if relevant:
                claims.append({"text": row["claim"], "relevant": relevant})
    return corpus, claims


def main():
    arguments = parse()
    corpus, claims = scifact(arguments)
    processor = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown")
    print(f"{processor} · {arguments.threads} threads")
    figures = []
    own = [Ours(arguments, precision) for precision in ("f32", "bf16", "int8")]
    with tempfile.TemporaryDirectory() as folder:
        tokenizer, others = rivals(arguments, folder)
        programs = own + others
        # Evenly spread over the corpus, cut where all programs end a text: at 256 tokens.
        step = len(corpus) // arguments.texts
        texts = []
        for document in corpus[::step][:arguments.texts]:
            ids = tokenizer(document["text"], add_special_tokens=False)["input_ids"][:252]
            texts.append(tokenizer.decode(ids))
        texts = [text for text in texts if len(tokenizer(text)["input_ids"]) <= 256]
        compare("SciFact abstracts", texts, sum(len(tokenizer(t)["input_ids"]) for t in texts), programs, arguments.rounds, figures)
        pairs = []
        for claim, document in zip(claims, corpus[::step]):
            ids = tokenizer(claim["text"] + " " + document["text"], add_special_tokens=False)["input_ids"][:124]
            pairs.append(tokenizer.decode(ids))
        pairs = pairs[:arguments.texts]
        compare("pairs of 128 tokens", pairs, sum(len(tokenizer(t)["input_ids"]) for t in pairs), programs, arguments.rounds, figures)
    if arguments.retrieval:
        import numpy
        print(f"\nSciFact, nDCG@10 over {len(claims)} claims and {len(corpus)} abstracts, 95 % bootstrap interval")
        gains = {program.name: ndcg(program, corpus, claims) for program in own}
        random = numpy.random.default_rng(1)
        samples = random.integers(0, len(claims), (2000, len(claims)))
        for name, values in gains.items():
            values = numpy.array(values)
            low, high = numpy.percentile(values[samples].mean(1), [2.5, 97.5])
            change = (values - numpy.array(gains["TruthGPT f32"]))
            first, last = numpy.percentile(change[samples].mean(1), [2.5, 97.5])
            print(f"  {name:14} {values.mean():.4f} ({low:.4f}–{high:.4f}), against f32 {change.mean():+.4f} ({first:+.4f} to {last:+.4f})")
            figures.append({"job": "nDCG@10", "program": name, "value": values.mean(), "interval": [low, high]})
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump({"processor": processor, "threads": arguments.threads, "figures": figures}, file, indent=1)


if __name__ == "__main__":
    sys.exit(main())
