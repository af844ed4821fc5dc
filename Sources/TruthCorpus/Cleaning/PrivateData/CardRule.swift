/// Payment cards: 13 to 19 digits of a known issuer, written as cards are, whose check digit holds.
enum CardRule {
    /// The card at the beginning of `run`, or `nil`.
    static func card(_ run: NumberRun, in text: Span<UInt8>) -> Range<Int>? {
        guard !run.hasPlus, !run.hasArea, run.digits.count >= 13 else { return nil }
        for count in 1...run.groups.count {
            let digits = run.digits(inGroups: count)
            guard digits.count >= 13 else { continue }
            let end = run.groups[count - 1].end
            if isWrittenSo(run, count), isIssued(digits), holds(digits), NumberRule.canEnd(text, at: end) { return run.start..<end }
        }
        return nil
    }

    private static func isWrittenSo(_ run: NumberRun, _ count: Int) -> Bool {
        let separators = run.separators.prefix(count - 1)
        guard separators.allSatisfy({ $0 == separators.first && ($0 == 0x20 || $0 == 0x2D || $0 == 0xC2) }) else { return false }
        switch run.shape(count) {
        // Longer unbroken numbers are those of posts.
        case [13], [14], [15], [16]: return true
        case [4, 4, 4, 4], [4, 4, 4, 4, 3], [4, 6, 5], [4, 6, 4], [4, 4, 4, 1]: return true
        default: return false
        }
    }

    /// Whether an issuer's numbers begin so and are as long (ISO/IEC 7812).
    private static func isIssued(_ digits: ArraySlice<UInt8>) -> Bool {
        let four = digits.prefix(4).reduce(0) { 10 * $0 + Int($1) }
        switch digits.count {
        case 13, 19: return four / 1000 == 4 || (digits.count == 19 && (four / 100 == 62 || four / 100 == 65))
        case 14: return (300...305).contains(four / 10) || four / 100 == 36 || four / 100 == 38 || four / 100 == 39
        case 15: return four / 100 == 34 || four / 100 == 37
        case 16:
            return four / 1000 == 4 || (51...55).contains(four / 100) || (2221...2720).contains(four) || four == 6011
                || (644...659).contains(four / 10) || (3528...3589).contains(four) || four / 100 == 62
        default: return false
        }
    }

    /// Luhn's check: every second digit from the right doubled, the sum of all figures divisible by 10.
    private static func holds(_ digits: ArraySlice<UInt8>) -> Bool {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let value = place % 2 == 1 ? 2 * Int(digit) : Int(digit)
            sum += value > 9 ? value - 9 : value
        }
        return sum % 10 == 0 && sum > 0
    }
}
