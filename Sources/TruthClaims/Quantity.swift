import Foundation

/// A number as a text gives it, with its unit.
package struct Quantity: Sendable, Hashable {
    /// How exact the text means it.
    package enum Bound: Sendable {
        case exact, about, atLeast, atMost
    }

    package var text: String
    package var value: Double
    package var unit: Unit?
    package var bound: Bound
    /// Set for numbers with several dots, such as `3.1.4`: compared letter by letter.
    package var version: String?
    /// Which of the sentence's words it takes up.
    package var words: Range<Int>

    package enum Comparison: Sendable {
        case agrees, conflicts
        /// The same figure in another kind of unit.
        case otherUnit
    }

    /// How a found number stands to this one, the claimed.
    package func compared(with found: Quantity) -> Comparison {
        if version != nil || found.version != nil { return version == found.version ? .agrees : .conflicts }
        var claimed = value
        var other = found.value
        if let unit, let otherUnit = found.unit {
            guard unit.base == otherUnit.base else { return claimed == other ? .otherUnit : .conflicts }
            if unit.factor != otherUnit.factor {
                // 1 GB and 1,024 MB are the same figure: powers of 1,000 and of 1,024 differ by 2.4 % a step.
                claimed *= unit.factor
                other *= otherUnit.factor
                return Quantity.near(claimed, other, within: unit.base == "byte" || unit.base == "bit" ? 0.03 : 0.005) ? .agrees : .conflicts
            }
        }
        if Quantity.near(claimed, other, within: 1e-9) { return .agrees }
        switch bound {
        case .exact: return found.bound == .about && Quantity.near(claimed, other, within: 0.01) ? .agrees : .conflicts
        case .about: return Quantity.near(claimed, other, within: 0.05) ? .agrees : .conflicts
        case .atLeast: return other >= claimed && other <= claimed * 1.5 ? .agrees : .conflicts
        case .atMost: return other <= claimed && other >= claimed * 0.5 ? .agrees : .conflicts
        }
    }

    private static func near(_ a: Double, _ b: Double, within tolerance: Double) -> Bool {
        abs(a - b) <= tolerance * max(abs(a), abs(b))
    }
}

/// Finds numbers among words.
package enum QuantityReader {
    /// The numbers of a sentence, except the words that belong to dates.
    package static func quantities(in words: [Word], outside dates: [DateMention] = []) -> [Quantity] {
        var taken = IndexSet()
        for date in dates { taken.insert(integersIn: date.words) }
        var quantities: [Quantity] = []
        var index = 0
        while index < words.count {
            if !taken.contains(index), let quantity = quantity(words, at: index) {
                quantities.append(quantity)
                index = quantity.words.upperBound
            } else {
                index += 1
            }
        }
        return quantities
    }

    private static func quantity(_ words: [Word], at index: Int) -> Quantity? {
        let word = words[index]
        var next = index + 1
        var value: Double
        var version: String?
        var unit: Unit?
        if word.kind == .number {
            guard let number = number(word) else { return nil }
            value = number.value
            version = number.version
            unit = number.unit
        } else if let small = Lexicon.numberWords[word.lower] {
            value = small
            // twenty-five
            if small >= 20, next < words.count, let ones = Lexicon.numberWords[words[next].lower], ones > 0, ones < 10 {
                value += ones
                next += 1
            }
        } else if word.lower == "one" || word.lower == "a", next < words.count, let scale = Lexicon.scaleWords[words[next].lower] {
            value = scale
            next += 1
        } else if let ordinal = ordinalWords[word.lower] {
            value = Double(ordinal)
        } else {
            return nil
        }
        while next < words.count, let scale = Lexicon.scaleWords[words[next].lower] {
            value *= scale
            next += 1
        }
        if unit == nil, next < words.count, let named = Unit.named(words[next].lower), words[next].lower != "m" || words[next].text == "m" {
            // "second" after a number is a unit; "3 in 5" isn't inches, so `in` is not in the table.
            unit = named
            next += 1
        } else if unit == nil, next + 1 < words.count, words[next].lower == "per", words[next + 1].lower == "cent" {
            unit = Unit.named("percent")
            next += 2
        }
        var first = index
        if unit == nil, index > 0, ["$", "£", "€"].contains(words[index - 1].text) {
            unit = Unit.named(words[index - 1].text)
            first -= 1
        }
        return Quantity(
            text: words[first..<next].map(\.text).joined(separator: " "), value: value, unit: unit, bound: bound(words, before: first), version: version,
            words: first..<next)
    }

    private static func number(_ word: Word) -> (value: Double, version: String?, unit: Unit?)? {
        let text = word.lower.replacingOccurrences(of: ",", with: "")
        if let value = Double(text), !text.contains("x"), !text.contains("p") { return (value, nil, nil) }
        if text.hasPrefix("0x"), let value = Int(text.dropFirst(2), radix: 16) { return (Double(value), nil, nil) }
        let power = text.split(separator: "^")
        if power.count == 2, let base = Double(power[0]), let exponent = Double(power[1]) { return (pow(base, exponent), nil, nil) }
        if let ordinal = ordinal(text) { return (Double(ordinal), nil, nil) }
        let digits = text.prefix { $0.isNumber && $0.isASCII || $0 == "." }
        let rest = String(text.dropFirst(digits.count))
        if let value = Double(digits) {
            // 64k, 16bit, 1.5gb, 68020-like names keep their letters as a version.
            if let unit = Unit.named(rest) { return (value, nil, unit) }
            if rest == "k" { return (value * 1e3, nil, nil) }
            return (value, text, nil)
        }
        return digits.isEmpty ? nil : (0, text, nil)
    }

    /// `3rd` or `third`.
    package static func ordinal(_ lower: String) -> Int? {
        if let value = ordinalWords[lower] { return value }
        guard ["st", "nd", "rd", "th"].contains(where: lower.hasSuffix) else { return nil }
        return Int(lower.dropLast(2))
    }

    private static let ordinalWords: [String: Int] = [
        "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "nineteenth": 19,
        "twentieth": 20, "eighteenth": 18, "seventeenth": 17,
    ]

    private static func bound(_ words: [Word], before index: Int) -> Quantity.Bound {
        guard index > 0 else { return .exact }
        let previous = words[index - 1].lower
        let pair = index > 1 ? words[index - 2].lower + " " + previous : previous
        if ["about", "around", "approximately", "roughly", "nearly", "almost", "circa", "ca", "some", "~"].contains(previous) { return .about }
        if ["more than", "at least", "greater than"].contains(pair) || previous == "over" || previous == "exceeding" { return .atLeast }
        if ["less than", "at most", "fewer than", "up to"].contains(pair) || previous == "under" { return .atMost }
        return .exact
    }
}
