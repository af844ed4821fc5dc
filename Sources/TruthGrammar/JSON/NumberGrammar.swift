/// Numbers of JSON, with bounds.
///
/// Digits are bounded, so that a small model can't write them forever and every reader takes the number for the same one.
enum NumberGrammar {
    /// A bound in decimal digits.
    struct Bound {
        var isNegative: Bool
        var whole: [UInt8]
        var fraction: [UInt8]
        /// Whether the bound itself is left out.
        var isStrict: Bool

        /// - Returns: `nil` for numbers written with an exponent, or with more than 15 digits.
        init?(_ text: String, isStrict: Bool) {
            var digits = text[...]
            isNegative = digits.first == "-"
            if isNegative { digits = digits.dropFirst() }
            let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count <= 2, parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else { return nil }
            whole = parts[0].utf8.map { $0 - 0x30 }
            fraction = parts.count == 2 ? parts[1].utf8.map { $0 - 0x30 } : []
            while fraction.last == 0 { fraction.removeLast() }
            while whole.count > 1, whole[0] == 0 { whole.removeFirst() }
            guard !whole.isEmpty, whole.count + fraction.count <= 15 else { return nil }
            if whole == [0], fraction.isEmpty { isNegative = false }
            self.isStrict = isStrict
        }

        var isZero: Bool { whole == [0] && fraction.isEmpty }
    }

    static let integer = Expression.sequence([.optional(.text("-")), magnitude])
    static let number = Expression.sequence([
        .optional(.text("-")), magnitude, .optional(.sequence([.text("."), .repeated(.digit, 1...15)])),
        .optional(.sequence([.scalars(ScalarSet(["e", "E"])), .optional(.scalars(ScalarSet(["+", "-"]))), .repeated(.digit, 1...2)])),
    ])

    private static let magnitude = Expression.choice([.text("0"), .sequence([.range("1"..."9"), .repeated(.digit, 0...14)])])
    private static let largest = [UInt8](repeating: 9, count: 15)

    /// The whole numbers between two, both included.
    static func integers(_ low: Int, _ high: Int) -> Expression {
        var branches: [Expression] = []
        if low < 0 { branches.append(.sequence([.text("-"), whole(digits(max(1, -high)), digits(-low))])) }
        if high >= 0 { branches.append(whole(digits(max(0, low)), digits(high))) }
        return .choice(branches)
    }

    /// The numbers between two bounds, with a fraction or without; an absent bound is 15 digits away.
    static func numbers(_ low: Bound?, _ high: Bound?) -> Expression {
        var branches: [Expression] = []
        if low?.isNegative ?? true {
            // Below zero the bounds change places.
            let nearest = high.flatMap { $0.isNegative || $0.isZero ? $0 : nil }
            branches.append(.sequence([.text("-"), magnitudes(nearest, low)]))
        }
        if high.map({ !$0.isNegative }) ?? true { branches.append(magnitudes(low.flatMap { $0.isNegative ? nil : $0 }, high)) }
        return .choice(branches)
    }

    // MARK: - Digits

    private static func digits(_ number: Int) -> [UInt8] { "\(number)".utf8.map { $0 - 0x30 } }
    private static func literal(_ digits: [UInt8]) -> Expression { .bytes(digits.map { $0 + 0x30 }) }
    private static func digit(_ range: ClosedRange<UInt8>) -> Expression {
        .scalars(ScalarSet(Unicode.Scalar(range.lowerBound + 0x30)...Unicode.Scalar(range.upperBound + 0x30)))
    }

    /// Whole numbers without a sign between two, both included; nothing if they are the wrong way round.
    private static func whole(_ low: [UInt8], _ high: [UInt8]) -> Expression {
        guard (low.count, 0) < (high.count, 0) || (low.count == high.count && !high.lexicographicallyPrecedes(low)) else { return .choice([]) }
        return .choice(
            (low.count...high.count).map { count in
                let first = count == low.count ? low : [1] + [UInt8](repeating: 0, count: count - 1)
                let last = count == high.count ? high : [UInt8](repeating: 9, count: count)
                return sameLength(first[...], last[...])
            })
    }

    private static func sameLength(_ low: ArraySlice<UInt8>, _ high: ArraySlice<UInt8>) -> Expression {
        guard let first = low.first, let last = high.first else { return .empty }
        let count = low.count - 1
        if low.allSatisfy({ $0 == 0 }), high.allSatisfy({ $0 == 9 }) { return .repeated(.digit, low.count...low.count) }
        if first == last { return .sequence([digit(first...first), sameLength(low.dropFirst(), high.dropFirst())]) }
        let (zeros, nines) = ([UInt8](repeating: 0, count: count), [UInt8](repeating: 9, count: count))
        var branches: [Expression] = [
            .sequence([digit(first...first), sameLength(low.dropFirst(), nines[...])]),
            .sequence([digit(last...last), sameLength(zeros[...], high.dropFirst())]),
        ]
        if first + 1 < last { branches.append(.sequence([digit(first + 1...last - 1), .repeated(.digit, count...count)])) }
        return .choice(branches)
    }

    /// Numbers without a sign between two, whose own signs don't count.
    private static func magnitudes(_ low: Bound?, _ high: Bound?) -> Expression {
        let (lowWhole, highWhole) = (low?.whole ?? [0], high?.whole ?? largest)
        if lowWhole == highWhole { return .sequence([literal(lowWhole), fraction(Limit(low), Limit(high))]) }
        var branches: [Expression] = [
            .sequence([literal(lowWhole), fraction(Limit(low), nil)]), .sequence([literal(highWhole), fraction(nil, Limit(high))]),
        ]
        let (next, previous) = (successor(of: lowWhole), predecessor(of: highWhole))
        branches.append(.sequence([whole(next, previous), fraction(nil, nil)]))
        guard (lowWhole.count, 0) < (highWhole.count, 0) || (lowWhole.count == highWhole.count && lowWhole.lexicographicallyPrecedes(highWhole)) else {
            return .choice([])
        }
        return .choice(branches)
    }

    private static func successor(of digits: [UInt8]) -> [UInt8] { Self.digits(number(digits) + 1) }
    private static func predecessor(of digits: [UInt8]) -> [UInt8] { Self.digits(max(0, number(digits) - 1)) }
    private static func number(_ digits: [UInt8]) -> Int { digits.reduce(0) { $0 * 10 + Int($1) } }

    /// What digits after the point are compared with.
    private struct Limit {
        var digits: ArraySlice<UInt8>
        var isStrict: Bool

        init?(_ bound: Bound?) {
            guard let bound else { return nil }
            digits = bound.fraction[...]
            isStrict = bound.isStrict
        }

        var first: UInt8 { digits.first ?? 0 }
        var isZero: Bool { digits.allSatisfy { $0 == 0 } }
        func dropFirst() -> Limit {
            var rest = self
            rest.digits = digits.dropFirst()
            return rest
        }
    }

    /// Nothing, or a point and digits, between two limits.
    private static func fraction(_ low: Limit?, _ high: Limit?) -> Expression {
        let longest = max(low?.digits.count ?? 0, high?.digits.count ?? 0) + 6
        var branches: [Expression] = canEnd(low, high) ? [.empty] : []
        branches.append(.sequence([.text("."), moreDigits(low, high, room: longest)]))
        return .choice(branches)
    }

    /// One digit or more, `room` at most.
    private static func moreDigits(_ low: Limit?, _ high: Limit?, room: Int) -> Expression {
        guard room > 0 else { return .choice([]) }
        if low == nil, high == nil { return .repeated(.digit, 1...room) }
        let (first, last) = (low?.first ?? 0, high?.first ?? 9)
        guard first <= last else { return .choice([]) }
        var branches: [Expression] = []
        for next in first...last {
            let (low, high) = (next == first ? low?.dropFirst() : nil, next == last ? high?.dropFirst() : nil)
            var after: [Expression] = canEnd(low, high) ? [.empty] : []
            after.append(moreDigits(low, high, room: room - 1))
            branches.append(.sequence([digit(next...next), .choice(after)]))
        }
        return .choice(branches)
    }

    /// Whether zeros, or nothing, may follow.
    private static func canEnd(_ low: Limit?, _ high: Limit?) -> Bool {
        if let low, !low.isZero || low.isStrict { return false }
        if let high, high.isZero, high.isStrict { return false }
        return true
    }
}
