/// The counts that Gopher's rules are stated in, from one walk over a text.
///
/// A word is what stands between spaces and has a letter, a digit or any scalar beyond ASCII's and the general punctuation's; marks at its
/// ends are no letters of it. Text of scripts that write no spaces (ideographs, kana, Thai, Lao, Khmer, Burmese) counts a word per two letters.
struct TextShape {
    /// Tokens between spaces, symbols included.
    private(set) var tokens = 0
    private(set) var words = 0
    /// Letters and digits of words.
    private(set) var letters = 0
    private(set) var wordsWithLetters = 0
    private(set) var hashes = 0
    private(set) var ellipses = 0
    private(set) var lines = 0
    private(set) var bulletLines = 0
    private(set) var ellipsisLines = 0
    /// Letters of scripts that write no spaces.
    private(set) var unspacedLetters = 0
    /// One bit for each of the, be, to, of, and, that, have, with that occurs.
    private(set) var stopWordBits: UInt8 = 0

    /// Whether word lengths and stop words mean something here.
    var isSpaced: Bool { unspacedLetters * 2 < letters }
    /// Words, whether spaces show them or not.
    var wordCount: Int { isSpaced ? words : max(words, unspacedLetters / 2) }
    /// Tokens, whether spaces show them or not.
    var tokenCount: Int { isSpaced ? tokens : max(tokens, unspacedLetters / 2) }

    init(_ text: Span<UInt8>) {
        var index = 0
        var isLineStart = true
        while index < text.count {
            let byte = text[index]
            if byte.isASCIISpace {
                if byte == 0x0A { isLineStart = true }
                index &+= 1
                continue
            }
            if isLineStart {
                lines += 1
                bulletLines += Self.isBullet(text, at: index) ? 1 : 0
                isLineStart = false
            }
            let start = index
            takeToken(text, &index)
            if endsLine(text, index), Self.isEllipsis(text, start..<index) { ellipsisLines += 1 }
        }
    }

    /// Walks over one token.
    @inline(__always) private mutating func takeToken(_ text: Span<UInt8>, _ index: inout Int) {
        let start = index
        var count = 0
        var hasLetter = false
        while index < text.count {
            let byte = text[index]
            if byte.isASCIILetter {
                hasLetter = true
                count &+= 1
            } else if byte.isASCIIDigit {
                count &+= 1
            } else if byte.isBeyondASCII {
                if takeScalar(text, &index) {
                    hasLetter = true
                    count &+= 1
                }
                continue
            } else if byte.isASCIISpace {
                break
            } else if byte == 0x23 {
                hashes &+= 1
            } else if byte == 0x2E, index &+ 2 < text.count, text[index &+ 1] == 0x2E, text[index &+ 2] == 0x2E {
                ellipses &+= 1
                index &+= 2
            }
            index &+= 1
        }
        tokens &+= 1
        letters &+= count
        words &+= count > 0 ? 1 : 0
        wordsWithLetters &+= hasLetter ? 1 : 0
        if count >= 2, count <= 4 { noteStopWord(text, start..<index) }
    }

    /// Walks over a scalar beyond ASCII; whether it is a letter.
    private mutating func takeScalar(_ text: Span<UInt8>, _ index: inout Int) -> Bool {
        let scalar = text.nextScalar(&index)
        switch scalar {
        case 0x2026:
            ellipses &+= 1
            return false
        case 0xA0...0xBF, 0x2000...0x206F, 0x3000...0x303F, 0xFF01...0xFF0F, 0xFF1A...0xFF20: return false
        case 0xE00...0xEFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3041...0x30FF, 0x3400...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            unspacedLetters &+= 1
            return true
        case 0x1F000...0x1FAFF, 0x2190...0x2BFF, 0xFE00...0xFE0F: return false
        default: return true
        }
    }

    private mutating func noteStopWord(_ text: Span<UInt8>, _ range: Range<Int>) {
        // The letters before the first mark, in lower case, as one number: `the` is 0x746865.
        var word: UInt32 = 0
        var index = range.lowerBound
        while index < range.upperBound, text[index].isWordByte {
            if index &- range.lowerBound == 4 { return }
            word = word << 8 | UInt32(text[index].lowercasedASCII)
            index &+= 1
        }
        switch word {
        case 0x74_6865: stopWordBits |= 1
        case 0x6265: stopWordBits |= 2
        case 0x746F: stopWordBits |= 4
        case 0x6F66: stopWordBits |= 8
        case 0x61_6E64: stopWordBits |= 16
        case 0x7468_6174: stopWordBits |= 32
        case 0x6861_7665: stopWordBits |= 64
        case 0x7769_7468: stopWordBits |= 128
        default: break
        }
    }

    @inline(__always) private func endsLine(_ text: Span<UInt8>, _ index: Int) -> Bool {
        var next = index
        while next < text.count, text[next] == 0x20 || text[next] == 0x09 || text[next] == 0x0D { next &+= 1 }
        return next == text.count || text[next] == 0x0A
    }

    private static func isBullet(_ text: Span<UInt8>, at index: Int) -> Bool {
        text[index] == 0x2D || text[index] == 0x2A || (text[index].isBeyondASCII && text.scalar(at: index) == 0x2022)
    }

    private static func isEllipsis(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count >= 3 else { return false }
        let end = range.upperBound
        let isDots = text[end - 1] == 0x2E && text[end - 2] == 0x2E && text[end - 3] == 0x2E
        return isDots || (text[end - 3] == 0xE2 && text[end - 2] == 0x80 && text[end - 1] == 0xA6)
    }
}
