/// Public addresses of the Internet Protocol.
enum AddressRule {
    /// The IPv4 address that begins at `index`, or `nil`: four numbers up to 255, and not of a private or reserved network.
    static func version4(_ text: Span<UInt8>, at index: Int) -> Range<Int>? {
        var numbers: (Int, Int, Int, Int) = (0, 0, 0, 0)
        var end = index
        for place in 0..<4 {
            guard let number = number(text, &end) else { return nil }
            switch place {
            case 0: numbers.0 = number
            case 1: numbers.1 = number
            case 2: numbers.2 = number
            default: numbers.3 = number
            }
            if place < 3 {
                guard end < text.count, text[end] == 0x2E else { return nil }
                end += 1
            }
        }
        if end < text.count, text[end].isWordByte || text[end] == 0x5F { return nil }
        if end + 1 < text.count, text[end] == 0x2E, text[end + 1].isASCIIDigit { return nil }
        return isPublic(numbers) ? index..<end : nil
    }

    private static func number(_ text: Span<UInt8>, _ index: inout Int) -> Int? {
        var value = 0
        let start = index
        while index < text.count, text[index].isASCIIDigit, index - start < 4 {
            value = 10 * value + Int(text[index] - 0x30)
            index += 1
        }
        return index > start && value <= 255 && (index - start == 1 || text[start] != 0x30) ? value : nil
    }

    private static func isPublic(_ address: (Int, Int, Int, Int)) -> Bool {
        switch (address.0, address.1) {
        case (0, _), (10, _), (127, _), (169, 254), (172, 16...31), (192, 168), (100, 64...127), (198, 18...19), (224..., _): false
        // Small numbers are versions of programs: 1.2.3.4.
        case (1...9, 0...9): address.2 > 20 || address.3 > 20
        default: true
        }
    }

    /// The IPv6 address with a colon at `index`, or `nil`: of the networks 2000::/3, which are the public ones.
    static func version6(_ text: Span<UInt8>, around index: Int, floor: Int) -> Range<Int>? {
        var start = index
        while start > floor, index - start < 4, text[start - 1].isHexadecimal { start -= 1 }
        guard index - start == 4, text[start] == 0x32 || text[start] == 0x33, start == floor || !text[start - 1].isWordByte else { return nil }
        var groups = 1
        var gaps = 0
        var end = index
        var position = index
        while position < text.count, text[position] == 0x3A, groups <= 8 {
            position += 1
            if position < text.count, text[position] == 0x3A {
                gaps += 1
                position += 1
                end = position
            }
            let groupStart = position
            while position < text.count, position - groupStart < 5, text[position].isHexadecimal { position += 1 }
            guard position - groupStart <= 4 else { return nil }
            if position == groupStart { break }
            groups += 1
            end = position
        }
        if end < text.count, text[end].isWordByte { return nil }
        return (gaps == 0 && groups == 8) || (gaps == 1 && groups < 8) ? start..<end : nil
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool { isASCIIDigit || ((self | 0x20) &- 0x61) < 6 }
}
