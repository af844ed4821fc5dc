#!/usr/bin/env python3
"""Answers of a running server under 10 JSON schemas: do all parse and validate, and what does it cost?

    python3 -m venv ~/peers/json && ~/peers/json/bin/pip install 'jsonschema[format]'
    truthgpt serve --slots 1 &
    ~/peers/json/bin/python Benchmarks/peers/json_schemas.py http://127.0.0.1:8080 [--answers 1000]

Answers are read by Python's json and judged by PyPI's jsonschema, formats included. Every third has only 12 tokens more than the
shortest answer takes. Speed: rounds of 10 answers under the schemas and of as many tokens of free text from the same prompts, taking
turns, after one round of each that isn't counted; the first answer under each schema, which compiles it, is timed by itself.
"""

import argparse
import http.client
import json
import statistics
import sys
import time
import urllib.parse

import jsonschema

STRING, INTEGER, NUMBER, BOOLEAN = ({"type": name} for name in ("string", "integer", "number", "boolean"))


def record(properties, required=None, **others):
    return {"type": "object", "properties": properties, "required": list(properties) if required is None else required,
            "additionalProperties": False, **others}


ADDRESS = record({"street": STRING, "city": STRING, "postcode": {"type": "string", "pattern": "^[0-9]{5}$"}})
SCHEMAS = {
    "person": ("Describe a person who works in a library.", record(
        {"name": {"type": "string", "minLength": 1, "maxLength": 40}, "age": {"type": "integer", "minimum": 0, "maximum": 120},
         "email": {"type": "string", "format": "email"}, "address": ADDRESS, "nickname": {"type": ["string", "null"]}},
        ["name", "age", "email"])),
    "invoice": ("Write an invoice for office chairs.", record(
        {"number": {"type": "string", "pattern": "^INV-[0-9]{4,6}$"}, "issued": {"type": "string", "format": "date"},
         "currency": {"enum": ["EUR", "USD", "GBP"]},
         "lines": {"type": "array", "minItems": 1, "maxItems": 4, "items": record(
             {"item": STRING, "quantity": {"type": "integer", "minimum": 1, "maximum": 999},
              "price": {"type": "number", "exclusiveMinimum": 0, "maximum": 9999.99}})},
         "paid": BOOLEAN})),
    "event": ("Announce a concert in Vienna.", record(
        {"title": STRING, "start": {"type": "string", "format": "date-time"}, "venue": STRING,
         "kind": {"enum": ["concert", "talk", "meeting", "film"]}, "seats": {"type": ["integer", "null"], "minimum": 1}},
        ["title", "start", "kind"])),
    "matrix": ("Give a small matrix of numbers.", {"type": "array", "minItems": 2, "maxItems": 4, "items": {
        "type": "array", "minItems": 2, "maxItems": 4, "items": {"type": "integer", "minimum": -99, "maximum": 99}}}),
    "labels": ("Which topics does this text have: a goal in the last minute won the cup?", record(
        {"topic": {"enum": ["sport", "politics", "science", "culture", "economy", "weather"]},
         "confidence": {"type": "number", "minimum": 0, "maximum": 1},
         "others": {"type": "array", "maxItems": 3, "items": {"enum": ["sport", "politics", "science", "culture"]}}})),
    "tree": ("Draw up the folders of a project.", {
        "$ref": "#/$defs/folder", "$defs": {"folder": record(
            {"name": {"type": "string", "maxLength": 20}, "children": {"type": "array", "maxItems": 3, "items": {"$ref": "#/$defs/folder"}}})}}),
    "measurements": ("Report the weather of a day.", record(
        {"temperature": {"type": "number", "minimum": -40, "maximum": 55.5}, "humidity": {"type": "integer", "minimum": 0, "maximum": 100},
         "wind": {"type": "number", "minimum": 0, "exclusiveMaximum": 150}, "station": {"type": "string", "format": "uuid"}})),
    "shapes": ("Describe some shapes.", {"type": "array", "minItems": 1, "maxItems": 3, "items": {"anyOf": [
        record({"kind": {"const": "circle"}, "radius": {"type": "number", "minimum": 0}}),
        record({"kind": {"const": "rectangle"}, "width": {"type": "number", "minimum": 0}, "height": {"type": "number", "minimum": 0}}),
        {"type": "null"}]}}),
    "post": ("Summarise a post about a new bridge.", record(
        {"author": {"type": "string", "pattern": "^@[a-z0-9_]{3,15}$"}, "summary": {"type": "string", "minLength": 10, "maxLength": 120},
         "published": {"type": "string", "format": "date"}, "links": {"type": "array", "maxItems": 2, "items": {"type": "string", "format": "uri"}},
         "replies": {"type": "object", "properties": {"count": INTEGER}, "additionalProperties": {"type": "string"}}},
        ["author", "summary"])),
    "recipe": ("Give a recipe for soup.", {
        "allOf": [{"$ref": "#/$defs/titled"}, {"properties": {
            "steps": {"type": "array", "minItems": 2, "maxItems": 5, "items": STRING}, "minutes": {"type": "integer", "minimum": 1, "maximum": 600},
            "portion": {"type": "array", "prefixItems": [NUMBER, {"enum": ["g", "ml", "cups"]}], "minItems": 2, "maxItems": 2}},
            "required": ["steps", "minutes", "portion"]}],
        "$defs": {"titled": {"type": "object", "properties": {"title": STRING}, "required": ["title"]}}}),
}


class Server:
    def __init__(self, address):
        self.host = urllib.parse.urlparse(address).netloc

    def answer(self, body):
        """The parsed answer, and the seconds it took."""
        connection = http.client.HTTPConnection(self.host, timeout=300)
        start = time.perf_counter()
        connection.request("POST", "/v1/chat/completions", json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        data = json.loads(response.read())
        seconds = time.perf_counter() - start
        connection.close()
        if response.status == 400 and "shortest text that fits takes" in data["error"]["message"]:
            return int(data["error"]["message"].split("takes ")[1].split()[0]), seconds
        if response.status != 200:
            raise SystemExit(f"{response.status}: {data}")
        return data, seconds


def request(name, seed, tokens, free=False, temperature=0.8):
    prompt, schema = SCHEMAS[name]
    body = {"messages": [{"role": "user", "content": prompt + " Answer at length."}], "temperature": temperature, "seed": seed, "max_tokens": tokens}
    if not free:
        body["response_format"] = {"type": "json_schema", "json_schema": {"name": name, "schema": schema, "strict": True}}
    return body


def validity(server, count):
    """Asks for `count` answers; prints how many parse and validate, by schema."""
    failures, tokens, short = 0, 0, {name: server.answer(request(name, 0, 1))[0] for name in SCHEMAS}
    for name in SCHEMAS:
        validator = jsonschema.Draft202012Validator(SCHEMAS[name][1], format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
        valid, closed, number = 0, 0, count // len(SCHEMAS)
        for seed in range(number):
            limit = short[name] + 12 if seed % 3 == 0 else 400
            data, _ = server.answer(request(name, seed, limit, temperature=(0, 0.8, 1.5)[seed % 9 // 3]))
            choice = data["choices"][0]
            tokens += data["usage"]["completion_tokens"]
            closed += data["usage"]["completion_tokens"] == limit
            try:
                validator.validate(json.loads(choice["message"]["content"]))
                assert choice["finish_reason"] == "stop", choice["finish_reason"]
                valid += 1
            except (ValueError, AssertionError, jsonschema.ValidationError) as error:
                failures += 1
                print(f"{name}, seed {seed}: {error}\n{choice['message']['content']!r}", file=sys.stderr)
        print(f"{name:14} {valid:4} of {number} parse and validate; shortest answer {short[name]} tokens; {closed} took all the tokens they had", flush=True)
    print(f"all: {count // len(SCHEMAS) * len(SCHEMAS) - failures} of {count // len(SCHEMAS) * len(SCHEMAS)}, {tokens} tokens")
    return failures


def speed(server, rounds, temperature):
    """Prints tokens per second under the schemas and without, taking turns."""
    rates = {"schema": [], "free": []}
    for round in range(-1, rounds):
        spent = {"schema": [0, 0.0], "free": [0, 0.0]}
        counts = {}
        for kind in ("schema", "free") if round % 2 == 0 else ("schema", "free")[::-1]:
            for name in SCHEMAS:
                if name not in counts:
                    counts[name] = server.answer(request(name, 1000 + round, 200, temperature=temperature))[0]["usage"]["completion_tokens"]
                server.answer(request(name, 1, 1, free=True))  # The prompt is read by now for both.
                data, seconds = server.answer(request(name, 1000 + round, 200 if kind == "schema" else counts[name], kind == "free", temperature))
                spent[kind][0] += data["usage"]["completion_tokens"]
                spent[kind][1] += seconds
        if round >= 0:
            for kind in rates:
                rates[kind].append(spent[kind][0] / spent[kind][1])
    show = lambda values: f"{statistics.median(values):.1f} ({min(values):.1f}–{max(values):.1f})"
    ratio = statistics.median(rates["schema"]) / statistics.median(rates["free"])
    print(f"temperature {temperature}, {rounds} rounds: schema {show(rates['schema'])} tokens/s, free {show(rates['free'])}, ratio {ratio:.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server", nargs="?", default="http://127.0.0.1:8080")
    parser.add_argument("--answers", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--temperatures", type=float, nargs="*", default=[0, 0.8])
    arguments = parser.parse_args()
    server = Server(arguments.server)
    for name in SCHEMAS:
        server.answer(request(name, 1, 1, free=True))
        free = server.answer(request(name, 3, 32, free=True))[1]
        first, second = (server.answer(request(name, 3, 32 if name != "measurements" else 64)) for _ in range(2))
        size = lambda data: 0 if isinstance(data, int) else data["usage"]["completion_tokens"]
        print(f"{name:14} first answer {first[1] * 1000:.0f} ms, again {second[1] * 1000:.0f} ms, {size(first[0])} tokens; 32 free tokens {free * 1000:.0f} ms")
    if arguments.rounds:
        for temperature in arguments.temperatures:
            speed(server, arguments.rounds, temperature)
    return 1 if arguments.answers and validity(server, arguments.answers) else 0


if __name__ == "__main__":
    sys.exit(main())
