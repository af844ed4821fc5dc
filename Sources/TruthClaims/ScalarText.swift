/// A text as an array of Unicode scalars, so that spans are plain integers and slicing takes constant time per scalar.
package struct ScalarText: Sendable {
    package let scalars: [Unicode.Scalar]

    package init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    package var count: Int { scalars.count }

    package subscript(position: Int) -> Unicode.Scalar { scalars[position] }

    /// The text of a span.
    package subscript(range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[range])
        return String(view)
    }

    /// The span without white space at either end.
    package func trimmed(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, scalars[lower].isSpace { lower += 1 }
        while upper > lower, scalars[upper - 1].isSpace { upper -= 1 }
        return lower..<upper
    }

    /// The span of the line that starts at `position`, without its line break.
    package func line(from position: Int) -> Range<Int> {
        var end = position
        while end < scalars.count, scalars[end] != "\n" { end += 1 }
        return position..<end
    }

    /// Whether `text` stands at `position`.
    package func has(_ text: String, at position: Int) -> Bool {
        var index = position
        for scalar in text.unicodeScalars {
            guard index < scalars.count, scalars[index] == scalar else { return false }
            index += 1
        }
        return true
    }
}

extension Unicode.Scalar {
    package var isDigit: Bool { ("0"..."9").contains(self) }
    package var isUppercaseLetter: Bool { isASCII ? ("A"..."Z").contains(self) : properties.isUppercase }
    package var isLowercaseLetter: Bool { isASCII ? ("a"..."z").contains(self) : properties.isLowercase }
    package var isLetter: Bool { isASCII ? isUppercaseLetter || isLowercaseLetter : properties.isAlphabetic }
    package var isSpace: Bool { isASCII ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace }
    /// Whether it can be part of a word or a number.
    package var isWordScalar: Bool {
        isASCII ? isLetter || isDigit : properties.isAlphabetic || properties.numericType != nil || properties.generalCategory == .nonspacingMark
    }
    package var isApostrophe: Bool { self == "'" || self == "\u{2019}" }
    package var isDash: Bool { self == "-" || ("\u{2010}"..."\u{2015}").contains(self) || self == "\u{2212}" }
}
