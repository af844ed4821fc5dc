"""What every durability script asks of a store after an interruption."""

import json
import os
import sqlite3
import subprocess


def run(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, text=True)


def checked_count(program, data):
    """The number of documents, after all checks; opening the store also finishes what was interrupted."""
    stats = run(program, "evidence", "stats", "--data", data, "--format", "json")
    if stats.returncode != 0:
        raise AssertionError(f"the store does not open: {stats.stderr}")
    database = sqlite3.connect(os.path.join(data, "evidence.sqlite"))
    try:
        result = database.execute("PRAGMA integrity_check").fetchall()
        assert result == [("ok",)], f"integrity_check: {result}"
        database.execute("INSERT INTO passage_index (passage_index) VALUES ('integrity-check')")
        database.rollback()
        bare = database.execute(
            "SELECT count(*) FROM documents WHERE id NOT IN (SELECT document FROM passages)").fetchone()[0]
        assert bare == 0, f"{bare} documents without passages"
        orphans = database.execute(
            "SELECT count(*) FROM passages WHERE document NOT IN (SELECT id FROM documents)").fetchone()[0]
        assert orphans == 0, f"{orphans} passages without a document"
        pending = database.execute("SELECT count(*) FROM forget_stage").fetchone()[0]
        assert pending == 0, "a forgetting is still unfinished after the store was opened"
    finally:
        database.close()
    return json.loads(stats.stdout)["documents"]


def rejected_lines(data):
    """The lines of rejected.jsonl: each must be JSON, and none may be there twice."""
    path = os.path.join(data, "rejected.jsonl")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    places = [(line["file"], line.get("record"), line["reason"]) for line in lines]
    assert len(set(places)) == len(places), "a rejected record is listed twice"
    return lines


def files_holding(data, words):
    """The files below `data` whose bytes hold any of `words`, whatever the case of their letters."""
    found = []
    for folder, _, names in os.walk(data):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                content = file.read().lower()
            if any(word in content for word in words):
                found.append(os.path.join(folder, name))
    return found


def write_posts(path, count, *, author="ann", word="plain", broken_every=0, start=0):
    """Posts as JSON Lines; every `broken_every`-th line isn't JSON. Returns how many documents there are."""
    documents = 0
    with open(path, "w", encoding="utf-8") as file:
        for number in range(start, start + count):
            if broken_every and number % broken_every == broken_every - 1:
                file.write('{"id": "broken' + str(number) + '", "text": \n')
                continue
            documents += 1
            text = f"Post number {number} says {word}{number} and {word}{number * 7919 % 1000} about the weather of day {number % 365}."
            file.write(json.dumps({"id": str(number), "text": text, "author": author, "date": f"20{number % 20 + 10}-05-03"}) + "\n")
    return documents
