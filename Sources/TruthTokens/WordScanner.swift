import TruthTensors

/// How a text is cut into words before byte pairs are merged; merges never cross a cut.
package enum PreTokenizer: String, Sendable, CaseIterable {
    /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
    case gpt2 = "gpt-2"
    /// Every digit alone, then GPT-2's on what lies between them.
    case smolLM = "smollm"
    /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
    case llama3 = "llama-bpe"
}

/// Finds where words end, scalar by scalar, as HF's regular expressions do.
package struct WordScanner: Sendable {
    private let preTokenizer: PreTokenizer
    private let classes: [ScalarClass]

    /// Whether words end where scalar after scalar says so; else where eight letters at a time do, which is the same.
    private let isPlain: Bool

    /// - Parameter isPlain: Takes the slow way everywhere, which the fast one is tested against.
    package init(_ preTokenizer: PreTokenizer, isPlain: Bool = false) {
        self.preTokenizer = preTokenizer
        self.isPlain = isPlain
        classes = preTokenizer == .smolLM ? ScalarClass.isolatingDigits : ScalarClass.plain
    }

    /// The end of the word that begins at `start`.
    ///
    /// - Precondition: `text` is valid UTF-8, and `start` is the start of a scalar in it.
    package func wordEnd(in text: Span<UInt8>, from start: Int) -> Int {
        preTokenizer == .llama3 ? llama3WordEnd(in: text, from: start) : gpt2WordEnd(in: text, from: start)
    }

    private func gpt2WordEnd(in text: Span<UInt8>, from start: Int) -> Int {
        if let end = contractionEnd(in: text, from: start, ignoringCase: false) { return end }
        let first = scalar(in: text, at: start)
        if text[start] == UInt8(ascii: " ") {
            let second = scalar(in: text, at: first.end)
            if second.class != .space, second.class != .boundary {
                return runEnd(of: second.class, in: text, from: second.end)
            }
        }
        switch first.class {
        case .letter, .number, .other: return runEnd(of: first.class, in: text, from: first.end)
        case .boundary: return first.end
        case .space: return spaceEnd(in: text, from: start)
        }
    }

    private func llama3WordEnd(in text: Span<UInt8>, from start: Int) -> Int {
        if let end = contractionEnd(in: text, from: start, ignoringCase: true) { return end }
        let first = scalar(in: text, at: start)
        if first.class == .letter { return runEnd(of: .letter, in: text, from: first.end) }
        if first.class == .number { return numberEnd(in: text, from: first.end) }
        let second = scalar(in: text, at: first.end)
        if second.class == .letter, !isNewline(text[start]) {
            return runEnd(of: .letter, in: text, from: second.end)
        }
        if first.class == .other {
            return newlinesEnd(in: text, from: runEnd(of: .other, in: text, from: first.end))
        }
        if text[start] == UInt8(ascii: " "), second.class == .other {
            return newlinesEnd(in: text, from: runEnd(of: .other, in: text, from: second.end))
        }
        let end = runEnd(of: .space, in: text, from: first.end)
        return lastNewlineEnd(in: text, from: start, to: end) ?? spaceEnd(in: text, from: start)
    }

    /// The end of `'s`, `'t`, `'re`, `'ve`, `'m`, `'ll` or `'d`; `nil` if none begins at `start`.
    private func contractionEnd(in text: Span<UInt8>, from start: Int, ignoringCase: Bool) -> Int? {
        guard text[start] == UInt8(ascii: "'"), start + 1 < text.count else { return nil }
        let caseBit: UInt8 = ignoringCase ? 0x20 : 0
        let first = text[start + 1] | caseBit
        let second = start + 2 < text.count ? text[start + 2] : 0
        switch first {
        case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start + 2
        case UInt8(ascii: "r"), UInt8(ascii: "v"): return second | caseBit == UInt8(ascii: "e") ? start + 3 : nil
        case UInt8(ascii: "l"): return second | caseBit == UInt8(ascii: "l") ? start + 3 : nil
        default: break
        }
        // The long s, U+017F, is the one scalar outside ASCII that equals a letter of these when case is ignored.
        return ignoringCase && text[start + 1] == 0xC5 && second == 0xBF ? start + 3 : nil
    }

    /// `\s+(?!\S)|\s+`: white space but for its last scalar, which goes to the word behind it.
    private func spaceEnd(in text: Span<UInt8>, from start: Int) -> Int {
        var last = start
        var next = scalar(in: text, at: start)
        while true {
            let end = next.end
            next = scalar(in: text, at: end)
            switch next.class {
            case .space: last = end
            case .boundary: return end
            case .letter, .number, .other: return last > start ? last : end
            }
        }
    }

    private func runEnd(of wanted: ScalarClass, in text: Span<UInt8>, from start: Int) -> Int {
        plainRunEnd(of: wanted, in: text, from: wanted == .letter && !isPlain ? Self.lettersEnd(in: text, from: start) : start)
    }

    /// The end of the ASCII letters from `start`, eight at a time; less than eight at the end of the text may be left.
    @inline(__always)
    private static func lettersEnd(in text: Span<UInt8>, from start: Int) -> Int {
        let tops: UInt64 = 0x8080_8080_8080_8080
        let ones: UInt64 = 0x0101_0101_0101_0101
        var end = start
        while end + 8 <= text.count {
            let bytes = text.eightBytes(at: end)
            let small = (bytes | ones << 5) & ~tops
            // The top bit of each byte: at least 'a', and not above 'z'. No sum goes past its byte.
            let letters = (small &+ ones &* UInt64(0x80 - 0x61)) & ~(small &+ ones &* UInt64(0x80 - 0x7B)) & ~bytes & tops
            guard letters == tops else { return end + (~letters & tops).trailingZeroBitCount / 8 }
            end += 8
        }
        return end
    }

    private func plainRunEnd(of wanted: ScalarClass, in text: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while true {
            let next = scalar(in: text, at: end)
            guard next.class == wanted else { return end }
            end = next.end
        }
    }

    /// Up to two more numbers: `\p{N}{1,3}`.
    private func numberEnd(in text: Span<UInt8>, from start: Int) -> Int {
        var end = start
        for _ in 0..<2 {
            let next = scalar(in: text, at: end)
            guard next.class == .number else { break }
            end = next.end
        }
        return end
    }

    private func newlinesEnd(in text: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < text.count, isNewline(text[end]) { end += 1 }
        return end
    }

    private func lastNewlineEnd(in text: Span<UInt8>, from start: Int, to end: Int) -> Int? {
        var position = end
        while position > start {
            if isNewline(text[position - 1]) { return position }
            position -= 1
        }
        return nil
    }

    private func isNewline(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    @inline(__always)
    private func scalar(in text: Span<UInt8>, at start: Int) -> (class: ScalarClass, end: Int) {
        guard start < text.count else { return (.boundary, start) }
        let first = Int(text[start])
        if first < 0x80 { return (classes[first], start + 1) }
        let value: Int
        let end: Int
        if first < 0xE0 {
            value = (first & 0x1F) << 6 | Int(text[start + 1] & 0x3F)
            end = start + 2
        } else if first < 0xF0 {
            value = (first & 0x0F) << 12 | Int(text[start + 1] & 0x3F) << 6 | Int(text[start + 2] & 0x3F)
            end = start + 3
        } else {
            value = (first & 0x07) << 18 | Int(text[start + 1] & 0x3F) << 12 | Int(text[start + 2] & 0x3F) << 6
                | Int(text[start + 3] & 0x3F)
            end = start + 4
        }
        return (value < classes.count ? classes[value] : .other, end)
    }
}
