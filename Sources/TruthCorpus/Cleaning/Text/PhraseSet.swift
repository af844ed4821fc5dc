/// Phrases that are looked for in a text, all at once: by their first byte, in either case of ASCII letters.
struct PhraseSet: Sendable {
    private let phrases: [[UInt8]]
    /// For every pair of bytes, whether a phrase begins so: 65,536 bits.
    private let beginnings: [UInt64]

    init(_ phrases: [String]) {
        let bytes = phrases.map { Array($0.lowercased().utf8) }.filter { !$0.isEmpty }
        var beginnings = [UInt64](repeating: 0, count: 1024)
        for phrase in bytes {
            // A phrase of one byte begins with every pair of it.
            let seconds = phrase.count > 1 ? phrase[1]...phrase[1] : 0...255
            for second in seconds { beginnings[Int(phrase[0]) * 4 + Int(second) / 64] |= 1 << UInt64(second % 64) }
        }
        self.phrases = bytes
        self.beginnings = beginnings
    }

    /// Whether one of the phrases begins at `start`.
    @inline(__always) func isAt(_ start: Int, in text: Span<UInt8>) -> Bool {
        let second = start &+ 1 < text.count ? text[start &+ 1].lowercasedASCII : 0
        let bits = beginnings[Int(text[start].lowercasedASCII) &* 4 &+ Int(second >> 6)]
        return bits >> UInt64(second & 63) & 1 == 1 && phrases.contains { text.has($0, at: start) }
    }

    /// Whether one of the phrases occurs in `range`.
    func isFound(in text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let text = text.extracting(0..<range.upperBound)
        var index = range.lowerBound
        while index < text.count {
            if isAt(index, in: text) { return true }
            index &+= 1
        }
        return false
    }
}
