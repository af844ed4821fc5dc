"""Strings that tokenizers disagree on."""
import tokens_text

SPECIAL = [
    "<|im_start|>", "<|im_start|>user\nHi<|im_end|>\n", "a<|endoftext|>b", "<|endoftext|><|endoftext|>", "<|endoftext|", "<<|im_end|>>",
    "[CLS] a [SEP]", "[MASK]", "[UNK]", "x [PAD] y", "<tool>", "a<tool>b <tool> c", "a <mask> b", "a\n\t<mask>\u3000\nb", "<mask>",
    "<|begin_of_text|>x<|eot_id|>", "<|start_header_id|>user<|end_header_id|>\n\nHi", "<repo_name>", "<jupyter_code>1",
]
CONTRACTIONS = [
    "it's I'm you've we'll they'd can't we're", "IT'S I'M YOU'VE WE'LL THEY'D CAN'T WE'RE", "'s't're've'm'll'd", "'S'T'RE'VE'M'LL'D",
    "'Re 'rE 'vE 'lL", "it\u2019s", "'\u017f '\u017fa", "x'\u017f", "'", "''", "'''s", "' s", "'l", "'r", "'v", "'lx", "'rex", "'dog",
    "rock 'n' roll", "o'clock", "'80s", "1's", "9'd", "\n's", " 's", "  's",
]
SPACES = [
    "", " ", "  ", "   ", "\n", "\n\n", "\r\n", "\r\n\r\n", "\t", "\t\t\tx", " a", "  a", "   a", "a ", "a  ", "a   b", "a \n b", "a\n\n\nb",
    "a \n", "\n a", " \n \n x", "\t\n\tx", "\u00a0x", "\u00a0\u00a0x", "x\u00a0", "\u3000x", "x\u2003\u2003y", "\u2028x\u2029", "\x85x",
    "\x0b\x0cx", "\x1c\x1d\x1e\x1f", "a\u200bb", "\ufeffx", " \u00a0 x", "a\r\rb", "a\rb", "!\n", "!\r\n\r\nx", " !\n\n", "?! \n", "  !", "\n!",
    "1 \n2", " \t1", "a  1", "a  !", "1  2", "x \u3000 1", "\n\n  indented", "    four", "     five",
]
NUMBERS = [
    "1", "12", "123", "1234", "12345", "1234567", "3.14159", "1,000,000", "-5", "+7", "1e10", "0x1F", "v2.0", "a1b2", "1a", " 1", "  12", "$100",
    "50%", "½", "²", "x²", "Ⅷ", "①②③④", "٣٤٥٦", "१२३४", "𝟙𝟚𝟛𝟜", "〇一二", "1\u0301", "\U00011de0\U00011de1", "\U00016ff4", "10:30", "2024-01-02", "1st",
]
LETTERS = [
    "Hello", "Hello world", "hello, world!", "The quick brown fox jumps over the lazy dog.", "naïve café", "cafe\u0301", "Ångström ångström",
    "A\u030angstro\u0308m", "Straße STRASSE ẞ", "İstanbul ı", "ΑΒΓΔ αβγδ ς Σ", "ΌΣΟΣ", "Привет, мир!", "שלום עולם", "שָׁלוֹם", "مرحبا بالعالم", "مَرْحَبًا",
    "नमस्ते दुनिया", "สวัสดีชาวโลก", "你好，世界！", "漢字かなカナ", "中文english混合", "안녕하세요", "각각", "\u1100\u1161\u11a8", "ﬁ ﬂ ﬆ", "Ǆ ǅ ǆ", "ŉ", "𝕳𝖊𝖑𝖑𝖔", "ａｂｃ ＡＢＣ",
    "\U0001d15e\U0001d15f", "\u212b\u2126\u212a", "ªº", "ʰʲ", "ꟑ \ua7d3", "\u1c89\u1c8a", "\ua7cb\ua7dc", "\U000105c0", "\U00020000\U0002a6df", "\uf900\uf901", "\U0002f800",
    "a\u0300\u0301\u0302", "\u0300a", "\u0344", "\u0958", "\u1e9b\u0323", "\u0f73", "\u0f71\u0f72", "ệ", "Việt Nam", "x\u0305", "\u302e\u302f", "가\u302f\u302e", "q\u0307\u0323",
    "supercalifragilisticexpialidocious", "a" * 99, "a" * 100, "a" * 101, "é" * 100, "é" * 101, "ab" * 60, "the" * 40, "x" * 1000, "ha" * 300, "。" * 50,
]
SYMBOLS = [
    "!", "!!", "!!!", "?!", "...", "…", "—", "“quoted”", "(a)", "[b]", "{c}", "<d>", "a/b", "a_b", "a-b", "a.b.c", "a@b.c", "#tag", "@user", "http", "https://example.org/a?b=c&d=e#f",
    "&amp;", "a & b", "C++", "C#", "#!/bin/sh\n", "x=y", "x == y", "x!=y", "->", "=>", "//comment\n", "/* c */", "`code`", "~~", "^_^", ":-)", "¯\\_(ツ)_/¯", "€5", "£", "¥", "₿", "©®™", "°C", "±",
    "×÷", "∑∏∫", "←→", "■□", "♥", "\u037e", "\u1fef", "\u2000\u2001", "\u00ad", "a\u00adb", "\x00", "a\x00b", "\x01\x02", "\x04", "a\x04b", "!\x04!", "\x7f", "\x80\x9f", "\ufffd", "\ufffe", "\ue000", "\U000f0000",
    "\U0010ffff", "\u0378", "\u061c", "\u200e\u200f", "\u2060", "\u180e", "\u00b7", "\u3001\u3002", "\u055a", "\u2e5d", "\U00011b00", "\u0e2f",
]
EMOJI = [
    "😀", "😀😀😀", "👍🏽", "👩‍💻", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇫🇷", "❤️", "☺", "1️⃣", "#️⃣", "a😀b", " 😀", "😀 ", "🤷🏿‍♂️ ok", "\U0001fae8", "\U0001f6dc", "⌚⏰", "🧑‍🚀🚀",
]
CODE = [
    "def f(x):\n    return x + 1\n", "for (int i = 0; i < 10; ++i) {\n\tprintf(\"%d\\n\", i);\n}\n", "SELECT * FROM t WHERE a = 'b';", "<div class=\"x\">&nbsp;</div>",
    "{\"a\": [1, 2.5, null, true]}", "let x = y?.z ?? 0", "\\frac{a}{b}", "$ ls -la | grep foo > out.txt 2>&1", "fn main() -> Result<(), E> {}", "a\tb\tc\n1\t2\t3\n", "if x:\r\n  pass\r\n",
    "    \n        deep", "x = [[0] * 10 for _ in range(20)]", "camelCaseWord snake_case_word SCREAMING_CASE kebab-case",
]
MALFORMED = [
    b"\x80", b"\xff", b"\xfe\xff", b"a\x80b", b"\xc3", b"\xc3(", b"\xc3\xc3\xa9", b"\xe2\x82", b"\xe2\x82x", b"\xe2\x28\xa1", b"\xf0\x9f\x98", b"\xf0\x9f\x98x", b"\xf0\x9f", b"\xf0", b"\xf0\x28\x8c\xbc",
    b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xc0\x80", b"\xc1\xbf", b"\xe0\x80\x80", b"\xe0\x9f\xbf", b"\xf0\x80\x80\x80", b"\xf0\x8f\xbf\xbf", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf8\x88\x80\x80\x80",
    b"\xe4\xb8\xad\xe6\x96", b"caf\xe9", b"na\xefve text", b"\x80" * 20, b"x\xe2\x82\xac\xe2\x82", b"\xef\xbb\xbfBOM", b"\xf0\x9f\x98\x80\xf0\x9f\x98", b"\xe1\x80\xe1\x80\x80", b"\xf1\x80\x80\xe1\x80\xc2\x62",
]


def strings():
    yield from SPECIAL + CONTRACTIONS + SPACES + NUMBERS + LETTERS + SYMBOLS + EMOJI + CODE + MALFORMED
    for kind in [*tokens_text.RANGES, "bytes", "code"]:
        for seed in range(1, 7):
            yield tokens_text.generated(kind, seed, 60)
