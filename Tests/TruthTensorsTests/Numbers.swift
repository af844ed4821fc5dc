/// Seeded numbers, roughly normal, for tests.
struct Numbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> Float {
        var sum: Float = 0
        for _ in 0..<4 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            sum += Float(state >> 40) / Float(1 << 24) - 0.5
        }
        return sum * 1.7
    }

    mutating func array(_ count: Int) -> [Float] { (0..<count).map { _ in next() } }
}

/// The largest difference, relative to the root mean square of `expected`.
func relativeError(_ found: [Float], _ expected: [Double]) -> Double {
    precondition(found.count == expected.count)
    let power = expected.reduce(0) { $0 + $1 * $1 } / Double(max(expected.count, 1))
    let worst = zip(found, expected).map { $0.isNaN ? .infinity : abs(Double($0) - $1) }.max() ?? 0
    return worst / max(power.squareRoot(), 1e-30)
}
