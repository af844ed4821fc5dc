/// What Python's `str` does, scalar by scalar, with the marks kept.
extension TemplateText {
    /// White space to Python: Unicode's, and the four separators U+001C to U+001F.
    static func isSpace(_ unit: UInt32) -> Bool {
        let value = unit & ~mark
        if value < 0x80 { return value == 0x20 || (0x09...0x0D).contains(value) || (0x1C...0x1F).contains(value) }
        return scalar(unit).properties.isWhitespace
    }

    /// Without the scalars of `set`, or white space, at the ends that are asked for.
    func stripped(of set: TemplateText? = nil, start: Bool = true, end: Bool = true) -> TemplateText {
        let members = set.map { Set($0.units.map { $0 & ~Self.mark }) }
        func isStripped(_ unit: UInt32) -> Bool { members?.contains(unit & ~Self.mark) ?? Self.isSpace(unit) }
        var range = 0..<units.count
        while start, let first = range.first, isStripped(units[first]) { range = first + 1..<range.upperBound }
        while end, let last = range.last, isStripped(units[last]) { range = range.lowerBound..<last }
        return self[range]
    }

    /// Whether `part` stands at `index`.
    func has(_ part: TemplateText, at index: Int) -> Bool {
        guard index >= 0, index + part.count <= count else { return false }
        for offset in 0..<part.count where (units[index + offset] ^ part.units[offset]) & ~Self.mark != 0 { return false }
        return true
    }

    /// Where `part` first stands at `start` or behind it.
    func index(of part: TemplateText, from start: Int = 0) -> Int? {
        guard start + part.count <= count else { return nil }
        return (start...count - part.count).first { has(part, at: $0) }
    }

    /// Where `part` last stands.
    func lastIndex(of part: TemplateText) -> Int? {
        guard part.count <= count else { return nil }
        return (0...count - part.count).last { has(part, at: $0) }
    }

    /// How often `part` stands in the text without overlapping.
    func occurrences(of part: TemplateText) -> Int {
        part.units.isEmpty ? count + 1 : split(at: part).count - 1
    }

    /// - Precondition: `separator` isn't empty.
    func split(at separator: TemplateText, most: Int = Int.max) -> [TemplateText] {
        var parts: [TemplateText] = []
        var start = 0
        while parts.count < most, let end = index(of: separator, from: start) {
            parts.append(self[start..<end])
            start = end + separator.count
        }
        return parts + [self[start..<count]]
    }

    /// The same from the end.
    func splitFromEnd(at separator: TemplateText, most: Int) -> [TemplateText] {
        let all = split(at: separator)
        guard all.count - 1 > most else { return all }
        let head = all.dropLast(most)
        return [TemplateText.joined(Array(head), by: separator)] + all.suffix(most)
    }

    /// The words between white space.
    func words(most: Int = Int.max) -> [TemplateText] {
        var words: [TemplateText] = []
        var rest = stripped(end: false)
        while !rest.units.isEmpty {
            let end = rest.units.firstIndex(where: Self.isSpace) ?? rest.count
            guard words.count < most else { return words + [rest] }
            words.append(rest[0..<end])
            rest = rest[end..<rest.count].stripped(end: false)
        }
        return words
    }

    /// The lines, without what ends them.
    func lines() -> [TemplateText] {
        var lines: [TemplateText] = []
        var start = 0
        var index = 0
        while index < count {
            let value = units[index] & ~Self.mark
            index += 1
            guard (0x0A...0x0D).contains(value) || (0x1C...0x1E).contains(value) || [0x85, 0x2028, 0x2029].contains(value) else { continue }
            lines.append(self[start..<index - 1])
            if value == 0x0D, index < count, units[index] & ~Self.mark == 0x0A { index += 1 }
            start = index
        }
        return start < count ? lines + [self[start..<count]] : lines
    }

    static func joined(_ parts: [TemplateText], by separator: TemplateText) -> TemplateText {
        var joined = TemplateText(units: [])
        for (index, part) in parts.enumerated() {
            if index > 0 { joined += separator }
            joined += part
        }
        return joined
    }

    func replacing(_ old: TemplateText, with new: TemplateText, most: Int = Int.max) -> TemplateText {
        guard !old.units.isEmpty else {
            // Python puts the new text around every character.
            var parts: [UInt32] = []
            for (index, unit) in units.enumerated() { parts += (index < most ? new.units : []) + [unit] }
            return TemplateText(units: parts + (count < most ? new.units : []))
        }
        return Self.joined(split(at: old, most: most), by: new)
    }

    /// Each scalar as `mapping` of its properties says.
    func mapped(_ mapping: (Unicode.Scalar.Properties) -> String) -> TemplateText {
        var mapped: [UInt32] = []
        for unit in units {
            for scalar in mapping(Self.scalar(unit).properties).unicodeScalars { mapped.append(scalar.value | unit & Self.mark) }
        }
        return TemplateText(units: mapped)
    }

    func uppercased() -> TemplateText { mapped(\.uppercaseMapping) }
    func lowercased() -> TemplateText { mapped(\.lowercaseMapping) }

    func capitalized() -> TemplateText {
        self[0..<min(1, count)].mapped(\.titlecaseMapping) + self[min(1, count)..<count].lowercased()
    }

    /// Every word with a capital: `isStart` says, from the scalar before, where one begins.
    func titled(after isStart: (Unicode.Scalar) -> Bool) -> TemplateText {
        var titled = TemplateText(units: [])
        for index in units.indices {
            let begins = index == 0 || isStart(Self.scalar(units[index - 1]))
            titled += self[index..<index + 1].mapped { begins ? $0.titlecaseMapping : $0.lowercaseMapping }
        }
        return titled
    }
}
