#!/usr/bin/env python3
"""Time to the first text and to the last verdict of 20 questions, as a client of a running server sees them.

latency.py BASE_URL [--questions FILE] [--maximum-tokens 96]
Each question is asked once after one warm-up; prints each, then p50 and p95, and how many verdicts of each kind there were.
"""

import argparse
import collections
import json
import os
import time
import urllib.request

here = os.path.dirname(os.path.abspath(__file__))


def ask(base, question, maximum_tokens):
    body = json.dumps({"question": question, "stream": True, "maximumTokens": maximum_tokens}).encode()
    request = urllib.request.Request(base + "/v1/ask", body, {"Content-Type": "application/json"})
    start = time.perf_counter()
    first = last = None
    verdicts, usage, answer = collections.Counter(), None, ""
    with urllib.request.urlopen(request) as response:
        event = None
        for line in response:
            line = line.decode().rstrip("\n")
            if line.startswith("event:"):
                event = line[6:].strip()
            elif line.startswith("data:"):
                data = json.loads(line[5:])
                now = time.perf_counter() - start
                if event == "text" and first is None:
                    first = now
                elif event == "answered":
                    answer, last = data["text"], now
                elif event == "assessed":
                    last = now
                    verdicts[data["verdict"]] += 1
                elif event == "finished":
                    usage = data["usage"]
                elif event == "error":
                    raise SystemExit(f"{question}: {data}")
    return first if first is not None else last, last, verdicts, usage, answer


def percentile(values, share):
    """The nearest-rank percentile."""
    values = sorted(values)
    return values[max(0, -(-int(share * 100) * len(values) // 100) - 1)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("--questions", default=os.path.join(here, "questions.txt"))
    parser.add_argument("--maximum-tokens", type=int, default=96)
    parser.add_argument("--show", action="store_true", help="print the answers")
    arguments = parser.parse_args()
    with open(arguments.questions) as file:
        questions = [line.strip() for line in file if line.strip()]

    ask(arguments.base, "What is a byte?", arguments.maximum_tokens)
    firsts, lasts, tokens, total = [], [], [], collections.Counter()
    for question in questions:
        first, last, verdicts, usage, answer = ask(arguments.base, question, arguments.maximum_tokens)
        generated = usage["completionTokens"] if usage else 0
        firsts.append(first), lasts.append(last), tokens.append(generated)
        total += verdicts
        print(f"{question:44} first text {first:5.2f} s · last verdict {last:5.2f} s · {generated:3} tokens · {dict(verdicts)}")
        if arguments.show:
            print("   ", answer.replace("\n", "\n    "))
    print(f"{len(questions)} questions, {sum(count >= 60 for count in tokens)} answers of 60 tokens or more; verdicts {dict(total)}")
    for name, values in (("first text", firsts), ("last verdict", lasts)):
        print(f"{name}: p50 {percentile(values, 0.5):.2f} s, p95 {percentile(values, 0.95):.2f} s")
    long = [last for last, count in zip(lasts, tokens) if count >= 60]
    if long:
        print(f"last verdict of the {len(long)} answers of 60 tokens or more: p50 {percentile(long, 0.5):.2f} s, p95 {percentile(long, 0.95):.2f} s")


if __name__ == "__main__":
    main()
