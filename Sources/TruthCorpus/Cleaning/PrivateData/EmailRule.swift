/// E-mail addresses and @names.
enum EmailRule {
    /// The address whose `@` is at `index`, or `nil`.
    ///
    /// The part before is letters, digits and `._%+-`; behind it are labels with points between, the last of at least two letters.
    static func email(_ text: Span<UInt8>, around index: Int, floor: Int) -> Range<Int>? {
        guard index + 3 < text.count, let start = startOfLocalPart(text, before: index, floor: floor) else { return nil }
        guard let end = endOfDomain(text, from: index + 1) else { return nil }
        return start..<end
    }

    /// The @name whose `@` is at `index`, or `nil`: up to 30 letters, digits and `_`, behind no letter.
    static func name(_ text: Span<UInt8>, at index: Int) -> Range<Int>? {
        guard index == 0 || !(text[index - 1].isASCIILetterOrDigit || text[index - 1] == 0x5F) else { return nil }
        var end = index + 1
        while end < text.count, text[end].isASCIILetterOrDigit || text[end] == 0x5F { end += 1 }
        return end > index + 1 && end <= index + 31 ? index..<end : nil
    }

    private static func startOfLocalPart(_ text: Span<UInt8>, before index: Int, floor: Int) -> Int? {
        var start = index
        let least = max(floor, index - 64)
        while start > least, isLocal(text[start - 1]) { start -= 1 }
        // Points and dashes at the beginning are the sentence's.
        while start < index, !text[start].isWordByte { start += 1 }
        guard start < index, text[index - 1] != 0x2E else { return nil }
        // `@name@server` is a name of another network, and `https://server/@name` a page.
        return start > floor && text[start - 1] == 0x40 ? nil : start
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        byte.isWordByte || byte == 0x2E || byte == 0x5F || byte == 0x25 || byte == 0x2B || byte == 0x2D
    }

    private static func endOfDomain(_ text: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        var labelStart = start
        var end: Int?
        while index < text.count, index - start < 254 {
            let byte = text[index]
            if byte.isWordByte || byte == 0x2D {
                index += 1
            } else if byte == 0x2E, index > labelStart {
                labelStart = index + 1
                index += 1
            } else {
                break
            }
            // A domain may end with each label that is all letters and not the first.
            if labelStart > start, isTopLevel(text, labelStart..<index), index == text.count || !(text[index].isWordByte || text[index] == 0x2D) {
                end = index
            }
        }
        return end
    }

    private static func isTopLevel(_ text: Span<UInt8>, _ label: Range<Int>) -> Bool {
        guard label.count >= 2, label.count <= 24 else { return false }
        for index in label where !(text[index].isASCIILetter || text[index].isBeyondASCII) { return false }
        return true
    }
}
