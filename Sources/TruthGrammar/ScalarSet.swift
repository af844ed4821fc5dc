/// A set of Unicode scalars, as ranges in order.
struct ScalarSet: Hashable, Sendable {
    /// In order, apart from each other, without surrogates.
    private(set) var ranges: [ClosedRange<UInt32>] = []

    init() {}

    init(_ range: ClosedRange<Unicode.Scalar>) {
        self.init(ranges: [range.lowerBound.value...range.upperBound.value])
    }

    init(_ scalars: some Sequence<Unicode.Scalar>) {
        self.init(ranges: scalars.map { $0.value...$0.value })
    }

    init(ranges unordered: [ClosedRange<UInt32>]) {
        for range in unordered.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            for part in Self.withoutSurrogates(range) {
                if let last = ranges.last, part.lowerBound <= last.upperBound + 1 {
                    ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, part.upperBound)
                } else {
                    ranges.append(part)
                }
            }
        }
    }

    static let all = ScalarSet(ranges: [0...0x10FFFF])

    var isEmpty: Bool { ranges.isEmpty }

    func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges: ranges + other.ranges) }

    /// All scalars that aren't in the set.
    var complement: ScalarSet {
        var gaps: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if range.lowerBound > next { gaps.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= 0x10FFFF { gaps.append(next...0x10FFFF) }
        return ScalarSet(ranges: gaps)
    }

    func intersection(_ other: ScalarSet) -> ScalarSet { complement.union(other.complement).complement }

    func subtracting(_ other: ScalarSet) -> ScalarSet { intersection(other.complement) }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) }
    }

    /// D800 to DFFF are no scalars. The parts stay ranges of their own, which suits UTF-8.
    private static func withoutSurrogates(_ range: ClosedRange<UInt32>) -> [ClosedRange<UInt32>] {
        var parts: [ClosedRange<UInt32>] = []
        if range.lowerBound < 0xD800 { parts.append(range.lowerBound...min(range.upperBound, 0xD7FF)) }
        if range.upperBound > 0xDFFF, range.upperBound <= 0x10FFFF { parts.append(max(range.lowerBound, 0xE000)...range.upperBound) }
        return parts
    }
}
