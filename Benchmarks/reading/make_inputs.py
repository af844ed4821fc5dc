#!/usr/bin/env python3
"""make_inputs.py FOLDER [MB]: writes one large file per format to FOLDER, each made of real records with their numbers changed.

The data sets are found through TRUTHGPT_TEST_DATA, or in ../shared/data beside the repository.
"""
import csv
import gzip
import json
import os
import re
import sys

data = os.environ.get("TRUTHGPT_TEST_DATA") or os.path.join(os.path.dirname(__file__), "../../../shared/data")
folder = sys.argv[1]
size = int(sys.argv[2] if len(sys.argv) > 2 else 200) * 1_000_000
os.makedirs(folder, exist_ok=True)


def path(name):
    return os.path.join(data, name)


def fill(name, head, pieces, between, tail):
    """Writes pieces(round) again and again until the file is large enough."""
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
        file.write(head)
        first, count = True, 0
        while file.tell() < size:
            for piece in pieces(count):
                file.write(piece if first else between + piece)
                first = False
            count += 1
        file.write(tail)


posts = [json.loads(line) for line in gzip.open(path("health_news_tweets/tweets.jsonl.gz"), "rt", encoding="utf-8")]
fill("posts.jsonl", "", lambda n: (json.dumps(dict(p, id=f"{n}{p['id']}"), ensure_ascii=False) for p in posts), "\n", "\n")


def rows(n):
    for p in posts:
        yield ",".join('"' + str(v).replace('"', '""') + '"' for v in (f"{n}{p['id']}", p["account"], p["created_at"], p["text"]))


fill("posts.csv", "id,author,date,text\n", rows, "\n", "\n")

script = open(path("formats/x_archive/data/tweets.js"), encoding="utf-8").read()
tweets = re.split(r"(?<=\n  \}),\n(?=  \{)", script[script.index("[") + 1 : script.rindex("]")].strip("\n"))
fill("tweets.js", "window.YTD.tweets.part0 = [\n", lambda n: (re.sub(r'"id(_str)?" : "(\d{10,})"', rf'"id\1" : "{n}\2"', t) for t in tweets), ",\n", "\n]")

outbox = json.load(open(path("formats/mastodon/outbox.json"), encoding="utf-8"))["orderedItems"]
fill("outbox.json", '{"type":"OrderedCollection","orderedItems":[],"orderedItems":[', lambda n: (json.dumps(a, ensure_ascii=False).replace("/statuses/", f"/statuses/{n}") for a in outbox), ",", "]}")

notes = open(path("community_notes/notes_all_columns.tsv"), encoding="utf-8").read().splitlines()
fill("notes.tsv", notes[0] + "\n", lambda n: (f"{n}{row}" for row in notes[1:]), "\n", "\n")

articles = [json.loads(line)["text"] for line in gzip.open(path("text/wikipedia.jsonl.gz"), "rt", encoding="utf-8")]


def messages(n):
    for i, text in enumerate(articles):
        body = re.sub(r"(?m)^(>*From )", r">\1", text)
        yield f"From a@example.org Tue May 22 10:00:00 2018\nFrom: A <a@example.org>\nSubject: {n} {i}\nMessage-ID: <{n}.{i}@example.org>\nDate: Tue, 22 May 2018 10:00:00 +0200\n\n{body}\n"


fill("list.mbox", "", messages, "\n", "\n")


def items(n):
    for i, text in enumerate(articles):
        html = "".join(f"<p>{p}</p>" for p in text.replace("&", "&amp;").replace("<", "&lt;").split("\n\n")).replace("&", "&amp;").replace("<", "&lt;")
        html = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", html)
        yield f"<item><title>{n} {i}</title><guid>{n}.{i}</guid><pubDate>Tue, 22 May 2018 10:00:00 +0200</pubDate><description>{html}</description></item>"


fill("feed.rss", '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>', items, "\n", "</channel></rss>\n")

with open(os.path.join(folder, "page.html"), "w", encoding="utf-8") as file:
    file.write("<!DOCTYPE html><html lang=en><title>Articles</title>")
    for text in articles:
        if file.tell() > 12_000_000:
            break
        file.write("".join(f"<p>{p}</p>\n" for p in text.replace("&", "&amp;").replace("<", "&lt;").split("\n\n")))
