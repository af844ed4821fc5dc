/// Digits in groups, as telephones and cards are written: `+44 (0)20 7946-0958`.
struct NumberRun {
    /// The values of all digits.
    private(set) var digits: [UInt8] = []
    /// For each group, how many digits it has and where it ends in the text.
    private(set) var groups: [(count: Int, end: Int)] = []
    /// What stands before each group but the first: the first byte of the separator.
    private(set) var separators: [UInt8] = []
    private(set) var hasPlus = false
    /// Whether the first group is in parentheses, as an area code.
    private(set) var hasArea = false
    let start: Int

    private static let mostDigits = 20
    /// Neither a telephone nor a card has more.
    private static let mostGroups = 7

    /// Reads the run that begins at `index`, with a digit, `+` or `(`.
    init(_ text: Span<UInt8>, at index: Int) {
        start = index
        var index = index
        if text[index] == 0x2B {
            hasPlus = true
            index += 1
        }
        while digits.count < Self.mostDigits, groups.count < Self.mostGroups, let end = readGroup(text, index) {
            guard let next = Self.endOfSeparator(text, from: end) else { return }
            separators.append(text[end] == 0x29 && end + 1 < text.count && next > end + 1 ? text[end + 1] : text[end])
            index = next
        }
    }

    /// Reads a group, in parentheses or not; where it ends.
    private mutating func readGroup(_ text: Span<UInt8>, _ start: Int) -> Int? {
        var index = start
        let isArea = index < text.count && text[index] == 0x28
        if isArea { index += 1 }
        // `(+44) 20 …`
        if isArea, groups.isEmpty, index < text.count, text[index] == 0x2B {
            hasPlus = true
            index += 1
        }
        let first = index
        while index < text.count, text[index].isASCIIDigit, index - first <= Self.mostDigits {
            digits.append(text[index] - 0x30)
            index += 1
        }
        guard index > first else { return nil }
        if isArea {
            guard index < text.count, text[index] == 0x29 else {
                // Not closed: no area code after all.
                digits.removeLast(index - first)
                return nil
            }
            hasArea = hasArea || groups.isEmpty
            index += 1
        }
        groups.append((isArea ? index - first - 1 : index - first, index))
        return index
    }

    /// Where the next group begins, when what lies between is a separator: a space, `-`, `.`, `/`, or nothing before `(` or behind `)`.
    private static func endOfSeparator(_ text: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        var bytes = 0
        while index < text.count, bytes < 3 {
            if text[index].isASCIIDigit { return bytes > 0 || text[start - 1] == 0x29 ? index : nil }
            if text[index] == 0x28 { return index + 1 < text.count && text[index + 1].isASCIIDigit ? index : nil }
            let width = widthOfSeparator(text, index)
            guard width > 0 else { return nil }
            index += width
            bytes += 1
        }
        return nil
    }

    private static func widthOfSeparator(_ text: Span<UInt8>, _ index: Int) -> Int {
        switch text[index] {
        case 0x20, 0x2D, 0x2E, 0x2F: 1
        // The space and the hyphen at which no line breaks.
        case 0xC2: index + 1 < text.count && text[index + 1] == 0xA0 ? 2 : 0
        case 0xE2: index + 2 < text.count && text[index + 1] == 0x80 && (0x90...0x93).contains(text[index + 2]) ? 3 : 0
        default: 0
        }
    }

    /// The lengths of the first `count` groups.
    func shape(_ count: Int) -> [Int] { groups[..<count].map(\.count) }

    /// The digits of the first `count` groups.
    func digits(inGroups count: Int) -> ArraySlice<UInt8> { digits[..<groups[..<count].reduce(0) { $0 + $1.count }] }
}

/// Where numbers may begin and end.
enum NumberRule {
    /// Whether a telephone, a card or an address may begin at `index`: not inside a word, an amount, a fraction or a path.
    static func canBegin(_ text: Span<UInt8>, at index: Int, floor: Int) -> Bool {
        if text[index] == 0x2B || text[index] == 0x28 {
            guard index + 1 < text.count, text[index + 1].isASCIIDigit || (text[index + 1] == 0x2B && text[index] == 0x28) else { return false }
        }
        guard index > floor else { return true }
        let before = text[index - 1]
        if before.isASCIILetterOrDigit { return false }
        if before.isBeyondASCII { return !isCurrency(text, endingAt: index) }
        switch before {
        // _ # $ % & = @ ~ and a path's /
        case 0x5F, 0x23, 0x24, 0x25, 0x26, 0x3D, 0x40, 0x7E, 0x2B: return false
        case 0x2E, 0x2C, 0x2D, 0x2F, 0x3A: return index < 2 || !text[index - 2].isWordByte || before == 0x3A && !text[index - 2].isASCIIDigit
        default: return true
        }
    }

    /// Whether a number may end at `end`: not before a letter, a percent sign, the rest of a time or a fraction.
    static func canEnd(_ text: Span<UInt8>, at end: Int) -> Bool {
        guard end < text.count else { return true }
        let next = text[end]
        if next.isASCIILetterOrDigit || next == 0x25 || next == 0x5F { return false }
        let isJoint = next == 0x3A || next == 0x2C || next == 0x2E || next == 0x2D || next == 0x2F
        return !(isJoint && end + 1 < text.count && text[end + 1].isASCIIDigit)
    }

    private static func isCurrency(_ text: Span<UInt8>, endingAt end: Int) -> Bool {
        var start = end - 1
        while start > 0, text[start].isContinuation { start -= 1 }
        let scalar = text.scalar(at: start)
        return (0xA2...0xA5).contains(scalar) || (0x20A0...0x20CF).contains(scalar)
    }
}
