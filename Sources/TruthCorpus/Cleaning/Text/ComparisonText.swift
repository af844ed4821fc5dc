/// A text as near-duplicates are compared: its words in lower case, without accents and punctuation, numbers as one `0`.
///
/// What datatrove does before MinHash, with two differences: a letter of a script without spaces is a word of its own, and posts may be
/// compared without their links, @names, emoji and the `RT` before a quoted post.
struct ComparisonText {
    /// The words with a space behind each.
    private(set) var bytes: [UInt8] = []
    /// One hash a word.
    private(set) var words: [UInt64] = []

    private var hash = Self.seed
    private var isInWord = false
    private var isInNumber = false

    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Reads `text`.
    ///
    /// - Parameter asPost: Leave out links, @names, emoji and `RT`.
    mutating func read(_ text: Span<UInt8>, asPost: Bool) {
        bytes.removeAll(keepingCapacity: true)
        words.removeAll(keepingCapacity: true)
        isInWord = false
        isInNumber = false
        hash = Self.seed
        asPost ? readPost(text) : readAll(text, 0..<text.count, asPost: false)
    }

    private mutating func readPost(_ text: Span<UInt8>) {
        var start = text.startOfToken(from: 0)
        while start < text.count {
            let end = text.endOfToken(from: start)
            switch PostToken(text, start..<end) {
            case .link, .name: break
            case .word where Self.isRetweetMark(text, start..<end): break
            case .word, .tag, .symbols: readAll(text, start..<end, asPost: true)
            }
            start = text.startOfToken(from: end)
        }
    }

    private static func isRetweetMark(_ text: Span<UInt8>, _ token: Range<Int>) -> Bool {
        token.count == 2 && text[token.lowerBound].lowercasedASCII == 0x72 && text[token.lowerBound + 1].lowercasedASCII == 0x74
    }

    private mutating func readAll(_ text: Span<UInt8>, _ range: Range<Int>, asPost: Bool) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = text[index]
            if byte.isASCIILetter {
                put(byte | 0x20)
                index &+= 1
            } else if byte.isASCIIDigit {
                if !isInNumber { put(0x30) }
                isInNumber = true
                index &+= 1
            } else if byte.isBeyondASCII {
                let start = index
                let scalar = text.nextScalar(&index)
                take(scalar, text, start..<index, asPost: asPost)
            } else {
                // A point or comma inside a number belongs to it.
                let staysInNumber = isInNumber && (byte == 0x2E || byte == 0x2C) && index &+ 1 < range.upperBound && text[index &+ 1].isASCIIDigit
                if !staysInNumber { endWord() }
                index &+= 1
            }
        }
        endWord()
    }

    @inline(__always) private mutating func put(_ byte: UInt8) {
        bytes.append(byte)
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        isInWord = true
        isInNumber = false
    }

    private mutating func endWord() {
        guard isInWord else { return }
        words.append(TextHash.mixed(hash))
        bytes.append(0x20)
        hash = Self.seed
        isInWord = false
        isInNumber = false
    }

    private mutating func take(_ scalar: UInt32, _ text: Span<UInt8>, _ range: Range<Int>, asPost: Bool) {
        switch ScalarFolding(scalar) {
        case .letter(let byte): put(byte)
        case .scalar(let folded): putScalar(folded)
        case .punctuation: endWord()
        case .symbol:
            endWord()
            if !asPost {
                putScalar(scalar)
                endWord()
            }
        case .wordOfItsOwn:
            endWord()
            putScalar(scalar)
            endWord()
        case .nothing: break
        }
    }

    private mutating func putScalar(_ scalar: UInt32) {
        for byte in String(Unicode.Scalar(scalar) ?? "\u{FFFD}").utf8 { put(byte) }
    }
}
