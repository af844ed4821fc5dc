extension String {
    /// The stretches between line feeds.
    var plainLines: [Substring] {
        let bytes = utf8Span.span
        var lines: [Substring] = []
        var start = 0
        var startIndex = utf8.startIndex
        while true {
            let end = bytes.place(of: 0x0A, from: start)
            let endIndex = utf8.index(startIndex, offsetBy: end - start)
            lines.append(self[startIndex..<endIndex])
            if end == bytes.count { return lines }
            start = end + 1
            startIndex = utf8.index(after: endIndex)
        }
    }
}

extension Substring {
    /// Without white space at the end, no-break spaces included.
    var withoutTrailingSpace: Substring {
        // Most lines end with a letter or a full stop, which one byte tells.
        if let last = utf8.last, last > 0x20, last < 0x7F { return self }
        guard let last = lastIndex(where: { !$0.isWhitespace }) else { return self[startIndex..<startIndex] }
        return self[startIndex...last]
    }
}

/// Searching and replacing by bytes: many times faster than by characters, and the same where what is sought is ASCII.
extension StringProtocol {
    /// Where `needle` first occurs.
    ///
    /// - Precondition: `needle` is ASCII and not empty.
    func firstPlace(of needle: StaticString) -> Range<String.Index>? {
        places(of: needle, onlyFirst: true).first
    }

    /// Where `needle` last occurs.
    func lastPlace(of needle: StaticString) -> Range<String.Index>? {
        places(of: needle, onlyFirst: false).last
    }

    func has(_ needle: StaticString) -> Bool { firstPlace(of: needle) != nil }

    private func places(of needle: StaticString, onlyFirst: Bool) -> [Range<String.Index>] {
        let sought = Array(String(describing: needle).utf8)
        precondition(!sought.isEmpty && sought.allSatisfy { $0 < 0x80 }, "not ASCII: \(needle)")
        var places: [Range<String.Index>] = []
        var start = utf8.startIndex
        while let candidate = utf8[start...].firstIndex(of: sought[0]) {
            var index = candidate
            var matched = 0
            while matched < sought.count, index < utf8.endIndex, utf8[index] == sought[matched] {
                utf8.formIndex(after: &index)
                matched += 1
            }
            if matched == sought.count {
                places.append(candidate..<index)
                if onlyFirst { break }
                start = index
            } else {
                start = utf8.index(after: candidate)
            }
        }
        return places
    }

    /// With every `needle` replaced.
    func replacing(plain needle: StaticString, with replacement: String) -> String {
        let places = places(of: needle, onlyFirst: false)
        if places.isEmpty { return String(self) }
        var result = ""
        var start = startIndex
        for place in places {
            result += self[start..<place.lowerBound]
            result += replacement
            start = place.upperBound
        }
        return result + self[start...]
    }

    /// Words separated by single spaces, none at the ends. Space is what ASCII calls so.
    var singleSpaced: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        for byte in utf8 {
            let isSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
            if !isSpace {
                bytes.append(byte)
            } else if let last = bytes.last, last != 0x20 {
                bytes.append(0x20)
            }
        }
        if bytes.last == 0x20 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
