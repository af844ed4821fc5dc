/// Random text of one script or another; the same as `tokens_text.py` makes.
enum TextGenerator {
    /// First and last scalar of each range; one range is drawn, then a scalar from it.
    private static let ranges: [String: [(UInt32, UInt32)]] = [
        "chinese": Array(repeating: (0x4E00, 0x9FFF), count: 6)
            + [(0x3000, 0x303F), (0xFF00, 0xFFEF), (0x20000, 0x2A6DF), (0x20, 0x20), (0xF900, 0xFAFF)],
        "arabic": Array(repeating: (0x600, 0x6FF), count: 4)
            + [(0x750, 0x77F), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF), (0x20, 0x20), (0x30, 0x39)],
        "emoji": Array(repeating: (0x1F300, 0x1F6FF), count: 3)
            + [
                (0x1F900, 0x1F9FF), (0x200D, 0x200D), (0xFE0F, 0xFE0F), (0x1F3FB, 0x1F3FF), (0x1F1E6, 0x1F1FF), (0x2600, 0x27BF),
                (0x20, 0x20), (0x61, 0x7A),
            ],
        "latin": [
            (0x20, 0x20), (0x61, 0x7A), (0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x300, 0x36F), (0x1E00, 0x1EFF), (0x27, 0x27),
            (0x30, 0x39), (0x370, 0x5FF),
        ],
        "spaces": [
            (0x9, 0xD), (0x20, 0x20), (0x20, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x2000, 0x200F), (0x2028, 0x2029), (0x202F, 0x202F),
            (0x3000, 0x3000), (0x61, 0x61), (0x27, 0x27), (0x73, 0x73), (0x30, 0x30), (0x21, 0x21), (0xD, 0xD), (0xA, 0xA),
        ],
        "syllables": Array(repeating: (0xAC00, 0xD7A3), count: 3)
            + [(0x1100, 0x11FF), (0x900, 0x97F), (0xE00, 0xE7F), (0x9BC, 0x9CC), (0x20, 0x20)],
        "any": [(0, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x1FFFF), (0x20000, 0x10FFFF), (0x20, 0x7E), (0x20, 0x7E)],
        "numbers": Array(repeating: (0x30, 0x39), count: 6)
            + [
                (0xB2, 0xB3), (0xBC, 0xBE), (0x660, 0x669), (0x2150, 0x218F), (0x2460, 0x249B), (0x20, 0x20), (0x2C, 0x2E), (0x61, 0x7A),
            ],
    ]

    private static let words = [
        "    ", "\t", "\n", "\r\n", "\n\n", " ", "def ", "return ", "(", ")", "{", "}", "self.", "x", "y1", "==", "->", "//", "#", "0x1F",
        "123456", "'s", "'LL", "\"", "'", "<|im_start|>", "</s>", "::", "camelCase", "SNAKE_CASE", ";", ", ", " = ", "don't", "0.5e-3",
        "[CLS]", "import ", "é", "…", "—",
    ]

    /// At least `count` bytes of the kind of text.
    static func bytes(_ kind: String, seed: UInt64, count: Int) -> [UInt8] {
        var state = seed
        var bytes: [UInt8] = []
        while bytes.count < count {
            if kind == "bytes" {
                let value = next(&state)
                bytes.append(UInt8(value % (next(&state) % 2 == 1 ? 256 : 128)))
            } else if kind == "code" {
                bytes += words[next(&state) % words.count].utf8
            } else if let ranges = ranges[kind] {
                let (first, last) = ranges[next(&state) % ranges.count]
                let value = first + UInt32(next(&state) % Int(last - first + 1))
                bytes += String(Unicode.Scalar(value).map(Character.init) ?? "\u{FFFD}").utf8
            } else {
                preconditionFailure("TextGenerator: no kind is named '\(kind)'")
            }
        }
        return bytes
    }

    /// xorshift64* (Vigna, 2016), the upper 31 bits.
    private static func next(_ state: inout UInt64) -> Int {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Int((state &* 2_685_821_657_736_338_717) >> 33)
    }
}
