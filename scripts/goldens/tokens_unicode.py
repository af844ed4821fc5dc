"""Writes ScalarClassTable.swift and BertScalarTable.swift: how HF tokenizers treats every Unicode scalar.

Run from the project's root with PyPI's `tokenizers` installed. Every one of the 1,112,064 scalars is put
through HF's pre-tokenizers and normalizers, so the tables hold the Unicode versions of its libraries (several,
some of them old) rather than that of Swift's standard library.
"""
import unicodedata
import tokenizers
from tokenizers import normalizers, pre_tokenizers

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


def runs_of(values, bits):
    """The first scalar of each run of equal values, shifted, plus the value."""
    runs, last = [], None
    for c in scalars:
        if values[c] != last:
            runs.append(c << bits | values[c])
            last = values[c]
    return runs


def literal(numbers, per_line=12, indent=8):
    lines = []
    for i in range(0, len(numbers), per_line):
        lines.append(" " * indent + ", ".join(f"0x{number:x}" for number in numbers[i:i + per_line]) + ",")
    return "\n".join(lines)


def write(name, text):
    with open(f"Sources/TruthTokens/{name}.swift", "w") as out:
        out.write(f"// Written by scripts/goldens/tokens_unicode.py from HF tokenizers {tokenizers.__version__}; "
                  f"not edited by hand.\n\n{text}")


def write_classes():
    classes = {c: scalar_class(c) for c in scalars}
    # Whoever is a number to the regular expressions must be one to `Digits`, or one table would not do for both.
    assert all(pieces(digits, "a" + chr(c) + "a") > 1 for c in scalars if classes[c] == 2)
    write("ScalarClassTable", f"""/// The class of every Unicode scalar, as runs: the first scalar of a run times 8, plus its class.
enum ScalarClassTable {{
    /// 0 other, 1 letter, 2 number, 3 white space, 4 other but a digit to HF's `Digits`.
    static let runs: [UInt32] = [
{literal(runs_of(classes, 3))}
    ]
}}
""")


cased = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=False, lowercase=False)
uncased = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
bert = pre_tokenizers.BertPreTokenizer()
WORD, PUNCTUATION, REMOVED, SPACE, CHINESE, MARK, MAPPED, MAPPED_PUNCTUATION, MAPPED_CHINESE, HANGUL, COMBINING = range(11)


def is_reordered(c):
    """Whether the scalar, which stays, changes places with U+1D165 (combining class 216), or with another of 216."""
    x, note, dot = chr(c), "\U0001d165", "\U0001d16d"
    kept = uncased.normalize_str
    return kept("a" + x + note) != "a" + x + note or kept("a" + note + x) != "a" + note + x or kept("a" + dot + x) != "a" + dot + x


def bert_action(c):
    character = chr(c)
    plain = cased.normalize_str("a" + character + "b")[1:-1]
    lower = uncased.normalize_str("a" + character + "b")[1:-1]
    count = pieces(bert, "a" + character + "a")
    if plain == "" or plain == " ":
        assert lower == plain
        return (REMOVED if plain == "" else SPACE), None
    if plain == " " + character + " ":
        assert lower[0] == lower[-1] == " "
        return (CHINESE, None) if lower == plain else (MAPPED_CHINESE, lower[1:-1])
    assert plain == character and count in (1, 3)
    if 0xAC00 <= c < 0xD7A4:
        assert count == 1
        return HANGUL, None
    if lower == "":
        assert count == 1
        return MARK, None
    if lower == character:
        if count == 3:
            return PUNCTUATION, None
        return (COMBINING if unicodedata.combining(character) and is_reordered(c) else WORD), None
    return (MAPPED if count == 1 else MAPPED_PUNCTUATION), lower


def write_bert():
    found = {c: bert_action(c) for c in scalars}
    actions = {c: action for c, (action, _) in found.items()}
    outputs = [(c, output) for c, (_, output) in found.items() if output is not None]
    # What an output becomes must not depend on a second look-up.
    assert all(actions[ord(o)] in (WORD, PUNCTUATION, COMBINING, CHINESE) for _, output in outputs for o in output)
    several = "\n".join(
        f"        0x{c:x}: [" + ", ".join(f"0x{ord(o):x}" for o in output) + "]," for c, output in outputs if len(output) > 1)
    combining = "\n".join(
        f"        0x{c:x}: {unicodedata.combining(chr(c))}," for c in scalars if actions[c] == COMBINING)
    write("BertScalarTable", f"""/// What BERT's normaliser and pre-tokenizer do with every Unicode scalar.
enum BertScalarTable {{
    /// The first scalar of a run times 16, plus the raw value of its ``BertScalarAction``.
    static let runs: [UInt32] = [
{literal(runs_of(actions, 4))}
    ]

    /// What each mapped scalar becomes without accents and in lower case, in the order of the scalars; 0 if several.
    static let outputs: [UInt32] = [
{literal([ord(output) if len(output) == 1 else 0 for _, output in outputs])}
    ]

    /// The scalars that become several.
    static let severalOutputs: [UInt32: [UInt32]] = [
{several}
    ]

    /// The canonical combining classes of the scalars that stay and are put into order.
    static let combiningClasses: [UInt32: UInt8] = [
{combining}
    ]
}}
""")
    print(len(outputs), "mapped;", sum(action == COMBINING for action in actions.values()), "combining")


write_classes()
write_bert()
