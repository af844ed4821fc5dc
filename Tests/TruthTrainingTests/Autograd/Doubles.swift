import Foundation

/// A matrix of doubles: the plain reference that gradients are tested against.
struct Doubles {
    var rows: Int
    var columns: Int
    var values: [Double]

    init(_ rows: Int, _ columns: Int, _ values: [Double]) {
        precondition(values.count == rows * columns)
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    /// Numbers between −`size` and `size` that 32-bit floats hold exactly, drawn from a seed.
    static func random(_ rows: Int, _ columns: Int, size: Double = 1, seed: UInt64) -> Doubles {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        let values = (0..<rows * columns).map { _ -> Double in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(Float((Double(state >> 11) / Double(1 << 53) * 2 - 1) * size))
        }
        return Doubles(rows, columns, values)
    }

    var floats: [Float] { values.map { Float($0) } }

    subscript(row: Int, column: Int) -> Double {
        get { values[row * columns + column] }
        set { values[row * columns + column] = newValue }
    }

    func row(_ row: Int) -> [Double] { Array(values[row * columns..<(row + 1) * columns]) }

    func columns(_ range: Range<Int>) -> Doubles {
        Doubles(rows, range.count, (0..<rows).flatMap { self.row($0)[range] })
    }

    func map(_ body: (Double) -> Double) -> Doubles { Doubles(rows, columns, values.map(body)) }

    /// `x · wᵀ`
    static func linear(_ x: Doubles, _ w: Doubles, scale: Double = 1) -> Doubles {
        Doubles(x.rows, w.rows, (0..<x.rows).flatMap { t in
            (0..<w.rows).map { n in scale * (0..<x.columns).reduce(0.0) { $0 + x[t, $1] * w[n, $1] } }
        })
    }

    static func + (a: Doubles, b: Doubles) -> Doubles { Doubles(a.rows, a.columns, zip(a.values, b.values).map { $0 + $1 }) }

    static func rmsNorm(_ x: Doubles, gain: [Double]?, epsilon: Double, norms: Int = 1) -> Doubles {
        let width = x.columns / norms
        var result = x
        for row in 0..<x.rows {
            for norm in 0..<norms {
                let range = norm * width..<(norm + 1) * width
                let r = 1 / (range.reduce(0.0) { $0 + x[row, $1] * x[row, $1] } / Double(width) + epsilon).squareRoot()
                for column in range { result[row, column] = x[row, column] * r * (gain?[column - range.lowerBound] ?? 1) }
            }
        }
        return result
    }

    static func layerNorm(_ x: Doubles, gain: [Double], bias: [Double], epsilon: Double) -> Doubles {
        var result = x
        for row in 0..<x.rows {
            let mean = x.row(row).reduce(0, +) / Double(x.columns)
            let variance = x.row(row).reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.columns)
            for column in 0..<x.columns {
                result[row, column] = (x[row, column] - mean) / (variance + epsilon).squareRoot() * gain[column] + bias[column]
            }
        }
        return result
    }

    static func swiGLU(_ x: Doubles) -> Doubles {
        let width = x.columns / 2
        return Doubles(x.rows, width, (0..<x.rows).flatMap { t in
            (0..<width).map { x[t, $0] / (1 + exp(-x[t, $0])) * x[t, width + $0] }
        })
    }

    static func gelu(_ x: Doubles) -> Doubles { x.map { $0 / 2 * (1 + erf($0 / 2.0.squareRoot())) } }

    static func reluSquared(_ x: Doubles) -> Doubles { x.map { max($0, 0) * max($0, 0) } }

    /// Turns pairs half a head apart.
    static func turn(_ x: Doubles, headWidth: Int, positions: [Int], base: Double) -> Doubles {
        var result = x
        let half = headWidth / 2
        for row in 0..<x.rows {
            for head in 0..<x.columns / headWidth {
                for pair in 0..<half {
                    let angle = Double(positions[row]) / pow(base, Double(2 * pair) / Double(headWidth))
                    let (a, b) = (x[row, head * headWidth + pair], x[row, head * headWidth + half + pair])
                    result[row, head * headWidth + pair] = a * cos(angle) - b * sin(angle)
                    result[row, head * headWidth + half + pair] = a * sin(angle) + b * cos(angle)
                }
            }
        }
        return result
    }

    /// Softmax attention of one sequence; `sees(t, s)` says who sees whom.
    static func attention(
        queries: Doubles, keys: Doubles, values: Doubles, headWidth: Int, scale: Double, sees: (Int, Int) -> Bool
    ) -> Doubles {
        let heads = queries.columns / headWidth, group = queries.columns / keys.columns
        var result = Doubles(queries.rows, queries.columns, [Double](repeating: 0, count: queries.values.count))
        for head in 0..<heads {
            let (q, k) = (head * headWidth, head / group * headWidth)
            for t in 0..<queries.rows {
                let seen = (0..<keys.rows).filter { sees(t, $0) }
                let weights = seen.map { s in exp(scale * (0..<headWidth).reduce(0.0) { $0 + queries[t, q + $1] * keys[s, k + $1] }) }
                let sum = weights.reduce(0, +)
                for (s, weight) in zip(seen, weights) {
                    for e in 0..<headWidth { result[t, q + e] += weight / sum * values[s, k + e] }
                }
            }
        }
        return result
    }

    /// The mean of `−log softmax(logits)[target]`; negative targets don't count.
    static func crossEntropy(_ logits: Doubles, targets: [Int]) -> Double {
        var (sum, count) = (0.0, 0)
        for (row, target) in targets.enumerated() where target >= 0 {
            sum += log(logits.row(row).reduce(0) { $0 + exp($1) }) - logits[row, target]
            count += 1
        }
        return sum / Double(count)
    }
}
