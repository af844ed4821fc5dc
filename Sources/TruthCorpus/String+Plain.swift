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

    /// The stretches between line feeds.
    var plainLines: [SubSequence] {
        utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { self[$0.startIndex..<$0.endIndex] }
    }

    /// Without white space at the end, no-break spaces included.
    var withoutTrailingSpace: SubSequence {
        guard let last = lastIndex(where: { !$0.isWhitespace }) else { return self[startIndex..<startIndex] }
        return self[startIndex...last]
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
