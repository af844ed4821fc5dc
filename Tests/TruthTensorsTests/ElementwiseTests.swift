import Foundation
import Testing
import TruthTensors

@Suite struct ElementwiseTests {
    static let counts = [1, 7, 8, 31, 33, 96, 576, 1536]

    /// Relative to the root mean square; exponentials and error functions are good to about 3e-7 relative.
    private let tolerance = 3e-6

    @Test(arguments: InstructionSet.available, counts)
    func `norms agree with double precision`(set: InstructionSet, count: Int) {
        let processor = Processor(instructionSet: set, threadCount: 2)
        var numbers = Numbers(seed: UInt64(count))
        let x = numbers.array(count), gain = numbers.array(count), bias = numbers.array(count)
        let input = Tensor(rows: 1, columns: count, values: x), output = Tensor(rows: 0, columns: count)
        let wide = x.map(Double.init), n = Double(count)
        processor.rmsNorm(input, gain: gain, epsilon: 1e-5, into: output)
        let factor = 1 / (wide.reduce(0) { $0 + $1 * $1 } / n + 1e-5).squareRoot()
        #expect(relativeError(output.values, zip(wide, gain).map { $0 * factor * Double($1) }) < tolerance)

        processor.layerNorm(input, gain: gain, bias: bias, epsilon: 1e-3, into: input)
        let mean = wide.reduce(0, +) / n, variance = wide.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
        let expected = (0..<count).map { (wide[$0] - mean) / (variance + 1e-3).squareRoot() * Double(gain[$0]) + Double(bias[$0]) }
        #expect(relativeError(input.values, expected) < tolerance)
    }

    @Test(arguments: InstructionSet.available, counts)
    func `activations agree with double precision`(set: InstructionSet, count: Int) {
        let processor = Processor(instructionSet: set, threadCount: 2)
        var numbers = Numbers(seed: UInt64(count) + 1)
        // From deep saturation to deep saturation.
        let x = numbers.array(count).map { $0 * 8 }, y = numbers.array(count), wide = x.map(Double.init)
        let gate = Tensor(rows: 1, columns: count, values: x), up = Tensor(rows: 1, columns: count, values: y)
        processor.swiGLU(gate: gate, up: up, into: gate)
        #expect(relativeError(gate.values, zip(wide, y).map { $0 / (1 + exp(-$0)) * Double($1) }) < tolerance)
        let plain = Tensor(rows: 1, columns: count, values: x)
        processor.gelu(plain)
        #expect(relativeError(plain.values, wide.map { $0 / 2 * (1 + erf($0 / 2.0.squareRoot())) }) < tolerance)
        processor.add(up, to: plain)
        processor.addBias(y, to: plain)
        #expect(relativeError(plain.values, zip(wide, y).map { $0 / 2 * (1 + erf($0 / 2.0.squareRoot())) + 2 * Double($1) }) < tolerance)
        var logits = x
        processor.softmax(&logits)
        let largest = wide.max()!, sum = wide.reduce(0) { $0 + exp($1 - largest) }
        for (found, value) in zip(logits, wide) { #expect(abs(Double(found) - exp(value - largest) / sum) < tolerance) }
    }

    @Test(arguments: InstructionSet.available, counts)
    func `a bias added on the way counts as if added before`(set: InstructionSet, count: Int) {
        let processor = Processor(instructionSet: set, threadCount: 2)
        var numbers = Numbers(seed: UInt64(count) + 2)
        let x = numbers.array(2 * count), bias = numbers.array(count), gain = numbers.array(count)
        let inputs = (0..<4).map { _ in Tensor(rows: 2, columns: count, values: x) }
        processor.addBias(bias, to: inputs[0])
        processor.gelu(inputs[0])
        processor.gelu(inputs[1], adding: bias)
        #expect(inputs[0].values == inputs[1].values)
        processor.addBias(bias, to: inputs[2])
        processor.layerNorm(inputs[2], gain: gain, bias: x.prefix(count).map { $0 }, epsilon: 1e-3, into: inputs[2])
        processor.layerNorm(inputs[3], adding: bias, gain: gain, bias: x.prefix(count).map { $0 }, epsilon: 1e-3, into: inputs[3])
        #expect(inputs[2].values == inputs[3].values)
    }

    @Test(arguments: InstructionSet.available)
    func `extreme inputs saturate`(set: InstructionSet) {
        let processor = Processor(instructionSet: set, threadCount: 1)
        let extremes: [Float] = [-1e30, -1000, -100, -88, 0, 88, 100, 1000, 1e30]
        let gate = Tensor(rows: 1, columns: 9, values: extremes), up = Tensor(rows: 1, columns: 9, values: .init(repeating: 1, count: 9))
        processor.swiGLU(gate: gate, up: up, into: gate)
        for (found, x) in zip(gate.values, extremes) { #expect(abs(found - max(x, 0)) <= abs(x) * 1e-6) }
        let plain = Tensor(rows: 1, columns: 9, values: extremes)
        processor.gelu(plain)
        for (found, x) in zip(plain.values, extremes) { #expect(abs(found - max(x, 0)) <= abs(x) * 1e-6) }
        var logits = [Float](repeating: -.infinity, count: 20)
        logits[11] = 500
        processor.softmax(&logits)
        #expect(logits[11] == 1 && logits.reduce(0, +) == 1)
    }

    @Test(arguments: InstructionSet.available, [Rotation.Pairing.adjacent, .halves])
    func `rotation turns each pair by its angle`(set: InstructionSet, pairing: Rotation.Pairing) {
        let processor = Processor(instructionSet: set, threadCount: 2)
        for (headWidth, width) in [(64, 64), (10, 10), (20, 12), (2, 2)] {
            let divisors = (0..<width / 2).map { Float($0 % 3 + 1) }, positions = [0, 1, 777]
            var numbers = Numbers(seed: UInt64(width))
            let x = Tensor(rows: 3, columns: headWidth * 3, values: numbers.array(9 * headWidth)), before = x.values
            processor.rotate(x, headWidth: headWidth, positions: positions, by: Rotation(width: width, base: 10000, scaling: divisors, pairing: pairing))
            var expected = before.map(Double.init)
            for (row, position) in positions.enumerated() {
                for head in 0..<3 {
                    for i in 0..<width / 2 {
                        let start = (row * 3 + head) * headWidth
                        let a = start + (pairing == .adjacent ? 2 * i : i), b = pairing == .adjacent ? a + 1 : a + width / 2
                        let angle = Double(position) * pow(10000, -2 * Double(i) / Double(width)) / Double(divisors[i])
                        let (first, second) = (Double(before[a]), Double(before[b]))
                        expected[a] = first * cos(angle) - second * sin(angle)
                        expected[b] = first * sin(angle) + second * cos(angle)
                    }
                }
            }
            // The angle itself is a 32-bit product: 777 · 2⁻²³ ≈ 1e-4.
            #expect(relativeError(x.values, expected) < 3e-4)
        }
    }

    @Test(arguments: InstructionSet.available, ElementType.allCases)
    func `embedding looks rows up`(set: InstructionSet, type: ElementType) {
        let processor = Processor(instructionSet: set, threadCount: 2)
        var numbers = Numbers(seed: 4)
        let table = Matrix(rows: 50, columns: 256, values: numbers.array(50 * 256)).converted(to: type)
        let output = Tensor(rows: 0, columns: 256), ids = [49, 0, 7, 7, 20]
        processor.embed(ids, from: table, into: output)
        for (row, id) in ids.enumerated() { #expect(output.values(row: row) == table.values(row: id)) }
    }
}
