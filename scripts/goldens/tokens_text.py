"""A plan of mixed text that the golden script and the Swift test build alike; see TextPlan.swift.

A chunk is a byte range of a file in the test data, or comes from a generator. Ranges are cut anywhere, so
characters are too: malformed UTF-8 is part of the test.
"""
FILES = [
    "text/web_c4.jsonl", "community_notes/helpful_notes.jsonl", "community_notes/notes_all_columns.tsv",
    "tweeteval/emoji_val.jsonl", "tweeteval/sentiment_test.jsonl", "tweeteval/hate_val.jsonl", "alpaca_gpt4_1k/alpaca_1k.jsonl",
    "scifact/corpus.jsonl", "boolq/dev.jsonl", "covid_fake_news/train.jsonl", "dpo_mix_300/dpo.jsonl", "vader_tweets/tweets.jsonl",
]
FILE_BYTES, CHUNK_BYTES = 100_000, 10_000
GENERATED_CHUNKS, GENERATED_BYTES = 5, 8_000

# First and last scalar of each range; one range is drawn, then a scalar from it.
RANGES = {
    "chinese": [(0x4E00, 0x9FFF)] * 6 + [(0x3000, 0x303F), (0xFF00, 0xFFEF), (0x20000, 0x2A6DF), (0x20, 0x20), (0xF900, 0xFAFF)],
    "arabic": [(0x600, 0x6FF)] * 4 + [(0x750, 0x77F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF), (0x20, 0x20), (0x30, 0x39)],
    "emoji": [(0x1F300, 0x1F6FF)] * 3 + [
        (0x1F900, 0x1F9FF), (0x200D, 0x200D), (0xFE0F, 0xFE0F), (0x1F3FB, 0x1F3FF), (0x1F1E6, 0x1F1FF), (0x2600, 0x27BF),
        (0x20, 0x20), (0x61, 0x7A)],
    "latin": [
        (0x20, 0x20), (0x61, 0x7A), (0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x300, 0x36F), (0x1E00, 0x1EFF), (0x27, 0x27),
        (0x30, 0x39), (0x370, 0x5FF)],
    "spaces": [
        (0x9, 0xD), (0x20, 0x20), (0x20, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x2000, 0x200F), (0x2028, 0x2029), (0x202F, 0x202F),
        (0x3000, 0x3000), (0x61, 0x61), (0x27, 0x27), (0x73, 0x73), (0x30, 0x30), (0x21, 0x21), (0xD, 0xD), (0xA, 0xA)],
    "syllables": [(0xAC00, 0xD7A3)] * 3 + [(0x1100, 0x11FF), (0x900, 0x97F), (0xE00, 0xE7F), (0x9BC, 0x9CC), (0x20, 0x20)],
    "any": [(0, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x1FFFF), (0x20000, 0x10FFFF), (0x20, 0x7E), (0x20, 0x7E)],
    "numbers": [(0x30, 0x39)] * 6 + [
        (0xB2, 0xB3), (0xBC, 0xBE), (0x660, 0x669), (0x2150, 0x218F), (0x2460, 0x249B), (0x20, 0x20), (0x2C, 0x2E), (0x61, 0x7A)],
}
WORDS = [
    "    ", "\t", "\n", "\r\n", "\n\n", " ", "def ", "return ", "(", ")", "{", "}", "self.", "x", "y1", "==", "->", "//", "#", "0x1F",
    "123456", "'s", "'LL", "\"", "'", "<|im_start|>", "</s>", "::", "camelCase", "SNAKE_CASE", ";", ", ", " = ", "don't", "0.5e-3",
    "[CLS]", "import ", "é", "…", "—",
]


def numbers(seed):
    """xorshift64* (Vigna, 2016), the upper 31 bits."""
    x = seed
    while True:
        x ^= x >> 12
        x ^= x << 25 & 0xFFFF_FFFF_FFFF_FFFF
        x ^= x >> 27
        yield (x * 2685821657736338717 & 0xFFFF_FFFF_FFFF_FFFF) >> 33


def generated(kind, seed, count):
    stream = numbers(seed)
    out = bytearray()
    while len(out) < count:
        if kind == "bytes":
            out.append(next(stream) % (256 if next(stream) % 2 else 128))
        elif kind == "code":
            out += WORDS[next(stream) % len(WORDS)].encode()
        else:
            first, last = RANGES[kind][next(stream) % len(RANGES[kind])]
            out += chr(first + next(stream) % (last - first + 1)).encode()
    return bytes(out)


def plan(data):
    import os
    chunks = []
    for file in FILES:
        end = min(FILE_BYTES, os.path.getsize(f"{data}/{file}"))
        chunks += [{"file": file, "offset": o, "count": min(CHUNK_BYTES, end - o)} for o in range(0, end, CHUNK_BYTES)]
    for kind in [*RANGES, "bytes", "code"]:
        chunks += [{"generator": kind, "seed": 1000 + i, "count": GENERATED_BYTES} for i in range(GENERATED_CHUNKS)]
    return chunks


def content(chunk, data):
    if "generator" in chunk:
        return generated(chunk["generator"], chunk["seed"], chunk["count"])
    with open(f"{data}/{chunk['file']}", "rb") as file:
        file.seek(chunk["offset"])
        return file.read(chunk["count"])


def hash_of(ids):
    """FNV-1a, 64 bits, over the ids as four bytes each, the lowest first."""
    value = 0xCBF29CE484222325
    for i in ids:
        for byte in i.to_bytes(4, "little"):
            value = (value ^ byte) * 0x100000001B3 & 0xFFFF_FFFF_FFFF_FFFF
    return f"{value:016x}"
