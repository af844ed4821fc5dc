/// Finds the stretches of UTF-8 that are words, numbers, hashtags, @names, web addresses and runs of ideographs.
struct TextScanner {
    struct Found {
        enum Kind { case word, number, hashtag, mention, address, ideographs }
        var kind: Kind
        var range: Range<Int>
    }

    /// Valid UTF-8.
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next() -> Found? {
        while position < bytes.count {
            let start = position
            let byte = bytes[start]
            if byte < 0x80 {
                if Self.isLetter(byte), let address = address(from: start) { return address }
                if Self.isLetterOrDigit(byte) { return word(from: start) }
                if byte == UInt8(ascii: "#") || byte == UInt8(ascii: "@"), let tag = tag(from: start, mark: byte) { return tag }
                position += 1
                continue
            }
            let scalar = Self.scalar(bytes, at: start)
            switch ScalarFolding.entry(scalar.value).kind {
            case .letter, .digit: return word(from: start)
            case .ideograph: return ideographs(from: start)
            case .mark, .other: position += scalar.length
            }
        }
        return nil
    }

    // MARK: Words and numbers

    private mutating func word(from start: Int) -> Found {
        var end = start
        var onlyDigits = true
        while end < bytes.count {
            let byte = bytes[end]
            if byte < 0x80 {
                guard Self.isLetterOrDigit(byte) else { break }
                onlyDigits = onlyDigits && Self.isDigit(byte)
                end += 1
            } else {
                let scalar = Self.scalar(bytes, at: end)
                let kind = ScalarFolding.entry(scalar.value).kind
                guard kind == .letter || kind == .digit || kind == .mark else { break }
                onlyDigits = false
                end += scalar.length
            }
        }
        if onlyDigits, let number = number(from: start, digitsEnd: end) { return number }
        position = end
        skipEnding()
        return Found(kind: .word, range: start..<end)
    }

    /// `'s` and the like after a word say nothing: "Moore's", "don't", "we’ll".
    private mutating func skipEnding() {
        let apostrophe = bytes[position...].starts(with: [0x27]) ? 1 : bytes[position...].starts(with: [0xE2, 0x80, 0x99]) ? 3 : 0
        guard apostrophe > 0 else { return }
        let ending = bytes[(position + apostrophe)...].prefix { Self.isLetterOrDigit($0) || $0 >= 0x80 }
        let isKnown = Self.endings.contains { $0.elementsEqual(ending.lazy.map { $0 | 0x20 }) }
        if isKnown { position = ending.endIndex }
    }

    private static let endings = ["s", "t", "d", "m", "ll", "re", "ve"].map { Array($0.utf8) }

    /// Digits with a decimal point, or with commas between groups of three: one number.
    private mutating func number(from start: Int, digitsEnd: Int) -> Found? {
        var end = digitsEnd
        while end + 3 < bytes.count, bytes[end] == UInt8(ascii: ","), digits(from: end + 1) == 3 { end += 4 }
        if end + 1 < bytes.count, bytes[end] == UInt8(ascii: "."), case let count = digits(from: end + 1), count > 0 {
            let after = end + 1 + count
            // "2021.05.01" is a date, "1.2.3" a version: their parts are words.
            let goesOn = after + 1 < bytes.count && bytes[after] == UInt8(ascii: ".") && Self.isDigit(bytes[after + 1])
            if !goesOn { end = after }
        }
        guard end > digitsEnd, end == bytes.count || !Self.isLetterOrDigit(bytes[end]) else { return nil }
        position = end
        return Found(kind: .number, range: start..<end)
    }

    private func digits(from start: Int) -> Int {
        bytes[start...].prefix { Self.isDigit($0) }.count
    }

    private mutating func ideographs(from start: Int) -> Found {
        var end = start
        while end < bytes.count, bytes[end] >= 0x80 {
            let scalar = Self.scalar(bytes, at: end)
            guard ScalarFolding.entry(scalar.value).kind == .ideograph else { break }
            end += scalar.length
        }
        position = end
        return Found(kind: .ideographs, range: start..<end)
    }

    // MARK: Tags and addresses

    private mutating func tag(from start: Int, mark: UInt8) -> Found? {
        // "a@b.org" and "C#" have no tag; "#1" is a number.
        if start > 0, Self.isLetterOrDigit(bytes[start - 1]) { return nil }
        var end = start + 1
        var hasLetter = false
        while end < bytes.count {
            let byte = bytes[end]
            if byte < 0x80 {
                guard Self.isLetterOrDigit(byte) || byte == UInt8(ascii: "_") else { break }
                hasLetter = hasLetter || Self.isLetter(byte)
                end += 1
            } else {
                guard mark == UInt8(ascii: "#") else { break }
                let scalar = Self.scalar(bytes, at: end)
                let kind = ScalarFolding.entry(scalar.value).kind
                // A tag of ideographs is found by their pairs.
                guard kind == .letter || kind == .digit || kind == .mark else { break }
                hasLetter = true
                end += scalar.length
            }
        }
        guard hasLetter else { return nil }
        position = end
        return Found(kind: mark == UInt8(ascii: "#") ? .hashtag : .mention, range: start..<end)
    }

    private static let schemes = ["https://www.", "http://www.", "https://", "http://", "www."].map { Array($0.utf8) }

    /// A web address, told from its beginning, without scheme and `www.`, up to a space or quotation mark.
    private mutating func address(from start: Int) -> Found? {
        let first = bytes[start] | 0x20
        guard first == UInt8(ascii: "h") || first == UInt8(ascii: "w") else { return nil }
        if start > 0, Self.isLetterOrDigit(bytes[start - 1]) { return nil }
        guard let scheme = Self.schemes.first(where: { scheme in
            bytes.count - start > scheme.count && zip(scheme, bytes[start...]).allSatisfy { $0 == $1 | (Self.isLetter($1) ? 0x20 : 0) }
        }) else { return nil }
        let begin = start + scheme.count
        guard bytes[begin] < 0x80, Self.isLetterOrDigit(bytes[begin]) else { return nil }
        var end = begin
        while end < bytes.count, bytes[end] > 0x20, bytes[end] < 0x7F, !"<>\"".utf8.contains(bytes[end]) { end += 1 }
        while end > begin, ".,;:!?)]}'*".utf8.contains(bytes[end - 1]) { end -= 1 }
        position = end
        return Found(kind: .address, range: begin..<end)
    }

    // MARK: Bytes

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 }
    static func isLetterOrDigit(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

    /// The scalar that begins at `index`, and its bytes.
    static func scalar(_ bytes: [UInt8], at index: Int) -> (value: UInt32, length: Int) {
        func low(_ offset: Int) -> UInt32 { index + offset < bytes.count ? UInt32(bytes[index + offset] & 0x3F) : 0 }
        let first = UInt32(bytes[index])
        if first < 0x80 { return (first, 1) }
        if first < 0xE0 { return ((first & 0x1F) << 6 | low(1), 2) }
        if first < 0xF0 { return ((first & 0x0F) << 12 | low(1) << 6 | low(2), 3) }
        return ((first & 0x07) << 18 | low(1) << 12 | low(2) << 6 | low(3), 4)
    }
}
