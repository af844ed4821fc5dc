"""Writes Sources/TruthTokens/ScalarClassTable.swift: the class that HF tokenizers gives every Unicode scalar.

Run from the project's root with PyPI's `tokenizers` installed. Every one of the 1,112,064 scalars is put
through HF's pre-tokenizers, so the tables hold the Unicode version of its regular-expression engine rather
than that of Swift's standard library.
"""
import tokenizers
from tokenizers import pre_tokenizers

scalars = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
digits = pre_tokenizers.Digits(individual_digits=True)


def pieces(pre_tokenizer, text):
    return len(pre_tokenizer.pre_tokenize_str(text))


def scalar_class(c):
    character = chr(c)
    if pieces(byte_level, "a" + character + "a") == 1:
        return 1
    if pieces(byte_level, "1" + character + "1") == 1:
        return 2
    isolated = pieces(digits, "a" + character + "a") > 1
    if pieces(byte_level, "!" + character + "!") == 1:
        return 4 if isolated else 0
    assert not isolated
    return 3


classes = {c: scalar_class(c) for c in scalars}
# Whoever is a number to the regular expressions must be one to `Digits`, or one table would not do for both.
assert all(pieces(digits, "a" + chr(c) + "a") > 1 for c in scalars if classes[c] == 2)

runs, last = [], None
for c in scalars:
    if classes[c] != last:
        runs.append(c << 3 | classes[c])
        last = classes[c]

lines = []
for i in range(0, len(runs), 12):
    lines.append("        " + ", ".join(f"0x{run:x}" for run in runs[i:i + 12]) + ",")
with open("Sources/TruthTokens/ScalarClassTable.swift", "w") as out:
    out.write(f"""// Written by scripts/goldens/tokens_unicode.py from HF tokenizers {tokenizers.__version__}; not edited by hand.

/// The class of every Unicode scalar, as runs: the first scalar of a run times 8, plus its class.
enum ScalarClassTable {{
    /// 0 other, 1 letter, 2 number, 3 white space, 4 other but a digit to HF's `Digits`.
    static let runs: [UInt32] = [
""" + "\n".join(lines) + """
    ]
}
""")
print(len(runs), "runs; last starts at", hex(runs[-1] >> 3))
