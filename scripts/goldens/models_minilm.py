"""Makes the golden of the sentence encoder: 200 sentences and what transformers makes of them.

The sentences come from the public-domain presidential speeches (State of the Union, inaugural addresses). Each embedding is
all-MiniLM-L6-v2's: mean over tokens, unit length, F32; stored as little-endian int16 (value x 32767), base64.

Run: python scripts/goldens/models_minilm.py MINILM_FOLDER SPEECHES.jsonl.gz    (torch, transformers, numpy)
"""

import base64
import gzip
import json
import pathlib
import random
import re
import sys

import numpy
import torch
from transformers import AutoModel, AutoTokenizer

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "TruthModelsTests" / "Goldens" / "minilm.json"


def sentences(path):
    """200 sentences of 3 to 60 words, drawn evenly from all speeches with a fixed seed."""
    generator, chosen = random.Random(5), []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        speeches = [json.loads(line)["text"] for line in file]
    while len(chosen) < 200:
        found = re.split(r"(?<=[.!?])\s+", " ".join(generator.choice(speeches).split()))
        sentence = generator.choice(found)
        if 3 <= len(sentence.split()) <= 60 and len(sentence) < 250 and sentence not in chosen:
            chosen.append(sentence)
    return chosen


def main(folder, speeches):
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    texts, embeddings = sentences(speeches), []
    with torch.no_grad():
        for text in texts:
            hidden = model(**tokenizer(text, return_tensors="pt")).last_hidden_state[0].mean(dim=0)
            embeddings.append(torch.nn.functional.normalize(hidden, dim=0).numpy())
    scaled = numpy.round(numpy.stack(embeddings) * 32767).astype("<i2")
    rows = [{"text": text, "embedding": base64.b64encode(row.tobytes()).decode()} for text, row in zip(texts, scaled)]
    GOLDEN.write_text(json.dumps(rows, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(len(rows), "sentences,", GOLDEN.stat().st_size, "bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
