/// Telephone numbers: international ones, national ones as a dozen countries write them, and any number of 7 digits behind a word like `Tel`.
enum TelephoneRule {
    /// The telephone number at the beginning of `run`, or `nil`. Of several possible ends, the last counts.
    static func telephone(_ run: NumberRun, in text: Span<UInt8>) -> Range<Int>? {
        guard run.digits.count >= 7, !run.groups.isEmpty else { return nil }
        // Looked up once, and only when a number gets that far.
        var hasWord: Bool?
        for count in (1...run.groups.count).reversed() {
            let end = run.groups[count - 1].end
            guard run.digits(inGroups: count).count >= 7, NumberRule.canEnd(text, at: end) else { continue }
            let found = hasWord ?? TelephoneWords.isBefore(run.start, in: text)
            hasWord = found
            if isTelephone(run, count, hasWord: found, isInside: isBehindDigits(run.start, in: text)) { return run.start..<end }
        }
        return nil
    }

    private static func isTelephone(_ run: NumberRun, _ count: Int, hasWord: Bool, isInside: Bool) -> Bool {
        let digits = run.digits(inGroups: count)
        let shape = run.shape(count)
        if digits.allSatisfy({ $0 == digits.first }) || shape.allSatisfy({ $0 == 1 }) { return false }
        if run.hasPlus { return CountryCodes.begins(digits) && (8...15).contains(digits.count) }
        if digits.starts(with: [0, 0]) {
            return !isInside && CountryCodes.begins(digits.dropFirst(2)) && (11...16).contains(digits.count) && (shape.count > 1 || hasWord)
        }
        if isDate(shape, digits) { return false }
        if hasWord { return (7...15).contains(digits.count) && shape.allSatisfy { $0 > 1 } || isNational(run, shape, digits) }
        // `… 0044 0532 0130 01`: the end of a longer number, such as an account's.
        return isNational(run, shape, digits) && !(isInside && digits.first == 0)
    }

    /// Whether a group of digits stands before the number, so that it may be the rest of something else.
    private static func isBehindDigits(_ start: Int, in text: Span<UInt8>) -> Bool {
        start >= 2 && text[start - 1] == 0x20 && text[start - 2].isASCIIDigit
    }

    /// Whether the number is written as a country writes its own.
    private static func isNational(_ run: NumberRun, _ shape: [Int], _ digits: ArraySlice<UInt8>) -> Bool {
        if run.hasArea { return isBehindArea(shape, digits) }
        if digits.first == 0 { return hasTrunkPrefix(run, shape, digits) }
        return isNorthAmerican(shape, digits) || isOfKnownShape(run, shape, digits)
    }

    /// `(11) 91234-5678`, `(0221) 123456`
    private static func isBehindArea(_ shape: [Int], _ digits: ArraySlice<UInt8>) -> Bool {
        let isYear = shape[0] == 4 && (digits.starts(with: [1, 9]) || digits.starts(with: [2, 0]))
        return (2...4).contains(shape.count) && (2...5).contains(shape[0]) && (8...12).contains(digits.count) && !isYear
    }

    /// `020 7946 0958`, `01 23 45 67 89`, `030/1234567`, `09012345678`
    private static func hasTrunkPrefix(_ run: NumberRun, _ shape: [Int], _ digits: ArraySlice<UInt8>) -> Bool {
        guard digits.dropFirst().first != 0, (9...12).contains(digits.count) else { return false }
        if shape.count == 1 { return digits.count >= 10 }
        // A day or month and a year: `06 2020 720362`.
        let year = digits.dropFirst(2).prefix(2)
        if shape[0] == 2, shape[1] == 4, run.separators[0] == 0x20, year == [1, 9] || year == [2, 0] { return false }
        return (2...5).contains(shape[0]) && shape.dropFirst().allSatisfy { (2...8).contains($0) }
    }

    /// `212-555-0123`, `1-800-555-0123`
    private static func isNorthAmerican(_ shape: [Int], _ digits: ArraySlice<UInt8>) -> Bool {
        let national = digits.first == 1 ? digits.dropFirst() : digits
        guard shape == [3, 3, 4] && digits.first != 1 || shape == [1, 3, 3, 4] && digits.first == 1 else { return false }
        return national.first! >= 2 && national.dropFirst(3).first! >= 2
    }

    /// Shapes that are a telephone's without a word before, given their first digits and separators.
    private static func isOfKnownShape(_ run: NumberRun, _ shape: [Int], _ digits: ArraySlice<UInt8>) -> Bool {
        let (first, second) = (digits[digits.startIndex], digits[digits.startIndex + 1])
        let hasDashes = run.separators.prefix(shape.count - 1).allSatisfy { $0 == 0x2D }
        switch shape {
        // Russia and Kazakhstan: 8 (495) 123-45-67.
        case [1, 3, 3, 2, 2], [1, 3, 3, 4], [1, 3, 7], [1, 4, 2, 2, 2]: return first == 8 && second >= 3
        // China's mobiles: 138 0013 8000.
        case [3, 4, 4]: return first == 1 && second >= 3
        // India's mobiles: 98765 43210.
        case [5, 5]: return first >= 6
        // Italy's mobiles: 347 1234567.
        case [3, 7], [3, 3, 4]: return first == 3
        // Spain and Poland: 612 34 56 78, 91 123 45 67; groups of three are amounts as often, unless with dashes.
        case [3, 2, 2, 2]: return first >= 4
        case [2, 3, 2, 2]: return first >= 1
        case [3, 3, 3]: return first >= 4 && hasDashes
        // Brazil's mobiles without area code: 91234-5678.
        case [5, 4]: return first == 9 && hasDashes
        default: return false
        }
    }

    /// `2016 11 05`, `05-11-2016`, and spans of years, `2015-2016`.
    private static func isDate(_ shape: [Int], _ digits: ArraySlice<UInt8>) -> Bool {
        switch shape {
        case [4, 2, 2], [4, 4], [2, 2, 4], [4, 2, 2, 2], [4, 2, 2, 2, 2], [8]: digits.starts(with: [1, 9]) || digits.starts(with: [2, 0]) || shape == [2, 2, 4]
        default: false
        }
    }
}
