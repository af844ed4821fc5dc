/// The text between the quotes of a JSON string.
enum JSONText {
    /// Escapes undone. Half a surrogate pair and an escape that JSON doesn't have become U+FFFD, as in browsers.
    ///
    /// - Precondition: The bytes are valid UTF-8.
    static func unescaped(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        let part = bytes.span.extracting(range)
        guard part.place(of: UInt8(ascii: "\\"), from: 0) < part.count else { return String(decoding: bytes[range], as: UTF8.self) }
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let plainEnd = range.lowerBound + part.place(of: UInt8(ascii: "\\"), from: index - range.lowerBound)
            text += bytes[index..<plainEnd]
            index = plainEnd
            guard index < range.upperBound else { break }
            let (scalar, end) = escape(bytes, at: index, end: range.upperBound)
            if scalar.isASCII { text.append(UInt8(scalar.value)) } else { text += UTF8.encode(scalar)! }
            index = end
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func escape(_ bytes: [UInt8], at start: Int, end: Int) -> (Unicode.Scalar, Int) {
        guard start + 1 < end else { return ("\u{FFFD}", end) }
        switch bytes[start + 1] {
        case UInt8(ascii: "n"): return ("\n", start + 2)
        case UInt8(ascii: "t"): return ("\t", start + 2)
        case UInt8(ascii: "r"): return ("\r", start + 2)
        case UInt8(ascii: "b"): return ("\u{8}", start + 2)
        case UInt8(ascii: "f"): return ("\u{C}", start + 2)
        case UInt8(ascii: "u"): return unicodeEscape(bytes, at: start, end: end)
        case let byte where [UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/")].contains(byte): return (Unicode.Scalar(byte), start + 2)
        default: return ("\u{FFFD}", start + 1)
        }
    }

    private static func unicodeEscape(_ bytes: [UInt8], at start: Int, end: Int) -> (Unicode.Scalar, Int) {
        guard let unit = unit(bytes, at: start, end: end) else { return ("\u{FFFD}", start + 2) }
        if let scalar = Unicode.Scalar(unit) { return (scalar, start + 6) }
        guard UTF16.isLeadSurrogate(unit), let low = self.unit(bytes, at: start + 6, end: end), UTF16.isTrailSurrogate(low) else {
            return ("\u{FFFD}", start + 6)
        }
        return (UTF16.decode(UTF16.EncodedScalar([unit, low])), start + 12)
    }

    /// The four digits of `\uXXXX` at `start`.
    private static func unit(_ bytes: [UInt8], at start: Int, end: Int) -> UInt16? {
        guard start + 6 <= end, bytes[start] == UInt8(ascii: "\\"), bytes[start + 1] == UInt8(ascii: "u") else { return nil }
        var value: UInt16 = 0
        for byte in bytes[start + 2..<start + 6] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt16(digit)
        }
        return value
    }
}
