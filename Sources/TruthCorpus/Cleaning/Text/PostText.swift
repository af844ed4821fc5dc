/// What a token of a post is, told by its beginning.
enum PostToken {
    case word
    case link
    /// An @name.
    case name
    /// A #tag.
    case tag
    /// Nothing but punctuation and symbols of ASCII.
    case symbols

    /// The kind of the token in `range`, which is not empty.
    @inline(__always) init(_ text: Span<UInt8>, _ range: Range<Int>) {
        switch text[range.lowerBound] {
        case 0x68, 0x48:
            self = text.has(PostText.http, at: range.lowerBound) && PostText.isAfterScheme(text, range) ? .link : .word
        case 0x77, 0x57: self = text.has(PostText.www, at: range.lowerBound) ? .link : .word
        case 0x40: self = range.count > 1 && text[range.lowerBound &+ 1].isWordByte ? .name : .symbols
        case 0x23: self = range.count > 1 && text[range.lowerBound &+ 1].isWordByte ? .tag : .symbols
        default: self = PostText.hasWordByte(text, range) ? .word : .symbols
        }
    }
}

/// Reading posts token by token.
enum PostText {
    static let http = Array("http".utf8)
    static let www = Array("www.".utf8)

    /// Whether `://` or `s://` follows the four bytes of `http`.
    static func isAfterScheme(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound &+ 4
        if index < range.upperBound, text[index].lowercasedASCII == 0x73 { index &+= 1 }
        return index &+ 3 <= range.upperBound && text[index] == 0x3A && text[index &+ 1] == 0x2F && text[index &+ 2] == 0x2F
    }

    @inline(__always) static func hasWordByte(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for index in range where text[index].isWordByte { return true }
        return false
    }

    /// Puts the words of `text`, one space between them, into `words`: without links, @names and #tags.
    static func copyWords(of text: Span<UInt8>, to words: inout [UInt8]) {
        words.removeAll(keepingCapacity: true)
        var start = text.startOfToken(from: 0)
        while start < text.count {
            let end = text.endOfToken(from: start)
            if case .word = PostToken(text, start..<end) {
                for index in start..<end { words.append(text[index]) }
                words.append(0x20)
            }
            start = text.startOfToken(from: end)
        }
    }
}
