/// What cleaning does with a scalar.
enum ScalarKind {
    case plain
    /// Plain, but not known to be in composed form by itself.
    case composable
    /// An accent or another mark on the letter before it.
    case mark
    case lineEnd
    case control
    /// Has no width and no meaning of its own.
    case zeroWidth
    /// Turns the direction of writing.
    case bidirectional
    /// U+200C or U+200D: needed in some places, a trick elsewhere.
    case joiner
    /// U+E0020 to U+E007F: needed in the flags of regions, a hiding place elsewhere.
    case tag

    /// The kind of a scalar beyond ASCII.
    @inline(__always) init(_ scalar: UInt32) {
        switch scalar {
        case 0xA0..<0x300 where scalar != 0xAD: self = .plain
        // Kana, ideographs, Hangul syllables, emoji, general punctuation, Greek and Cyrillic letters: composed, and no marks.
        case 0x3041...0x3096, 0x30A1...0x30FA, 0x3400...0x9FFF, 0xAC00...0xD7A3, 0x1F000...0x1FAFF, 0x2010...0x2027, 0x2030...0x205E,
            0x388...0x482:
            self = .plain
        default: self.init(rare: scalar)
        }
    }

    private init(rare scalar: UInt32) {
        switch scalar {
        case 0x85, 0x2028, 0x2029: self = .lineEnd
        case 0x80...0x9F, 0xFFF9...0xFFFC, 0xFDD0...0xFDEF: self = .control
        case 0xAD, 0x200B, 0x2060...0x2064, 0x206A...0x206F, 0xFEFF, 0x180E, 0x115F, 0x1160, 0x3164, 0xFFA0: self = .zeroWidth
        case 0x61C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: self = .bidirectional
        case 0x200C, 0x200D: self = .joiner
        case 0xE0001, 0xE0020...0xE007F: self = .tag
        case 0xFE00...0xFE0F: self = .plain
        default: self = scalar & 0xFFFE == 0xFFFE ? .control : Self.isMark(scalar) ? .mark : .composable
        }
    }

    private static func isMark(_ scalar: UInt32) -> Bool {
        switch Unicode.Scalar(scalar)?.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: true
        default: false
        }
    }

    /// Whether a joiner after `scalar` shapes the letters: in Arabic, Indic and related scripts.
    static func needsJoiners(_ scalar: UInt32) -> Bool {
        switch scalar {
        // Arabic, Syriac, N'Ko, Mandaic; Devanagari to Sinhala; Tibetan, Myanmar; Khmer, Mongolian; Balinese; Arabic forms; Brahmi and kin.
        case 0x600...0x8FF, 0x900...0xDFF, 0xF00...0x109F, 0x1780...0x18AF, 0x1B00...0x1B7F, 0xFB50...0xFDFF, 0xFE70...0xFEFC, 0x11000...0x1123F: true
        default: false
        }
    }

    /// Whether a joiner after `scalar` may belong to an emoji.
    static func isEmoji(_ scalar: UInt32) -> Bool {
        if scalar == 0xFE0F { return true }
        guard scalar > 0xFF, let properties = Unicode.Scalar(scalar)?.properties else { return false }
        return properties.isEmoji
    }
}
