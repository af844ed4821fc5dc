/// Phrases that are looked for in a text, all at once: by their first byte, in either case of ASCII letters.
struct PhraseSet: Sendable {
    private let phrases: [[UInt8]]
    /// The phrases that begin with a byte (in lower case), by that byte.
    private let byFirstByte: [[Int]]

    init(_ phrases: [String]) {
        let bytes = phrases.map { Array($0.lowercased().utf8) }.filter { !$0.isEmpty }
        var byFirstByte = [[Int]](repeating: [], count: 256)
        for (index, phrase) in bytes.enumerated() { byFirstByte[Int(phrase[0])].append(index) }
        self.phrases = bytes
        self.byFirstByte = byFirstByte
    }

    /// Whether one of the phrases begins at `start`.
    @inline(__always) func isAt(_ start: Int, in text: Span<UInt8>) -> Bool {
        let candidates = byFirstByte[Int(text[start].lowercasedASCII)]
        return !candidates.isEmpty && candidates.contains { text.has(phrases[$0], at: start) }
    }

    /// Whether one of the phrases occurs in `range`.
    func isFound(in text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            if isAt(index, in: text.extracting(0..<range.upperBound)) { return true }
            index &+= 1
        }
        return false
    }
}
