import Testing
import TruthTensors

struct LinearTests {
    struct Shape: CustomTestStringConvertible {
        var tokens: Int, rows: Int, columns: Int
        var testDescription: String { "\(tokens) × \(columns) × \(rows)" }
    }

    static let shapes = [
        Shape(tokens: 1, rows: 1, columns: 32), Shape(tokens: 1, rows: 7, columns: 96), Shape(tokens: 1, rows: 33, columns: 576),
        Shape(tokens: 2, rows: 31, columns: 32), Shape(tokens: 3, rows: 16, columns: 1536), Shape(tokens: 5, rows: 17, columns: 96),
        Shape(tokens: 7, rows: 40, columns: 576), Shape(tokens: 33, rows: 65, columns: 1536), Shape(tokens: 64, rows: 192, columns: 576),
    ]

    /// Rows of whole groups of eight blocks.
    static let groupedShapes = [
        Shape(tokens: 1, rows: 1, columns: 256), Shape(tokens: 1, rows: 33, columns: 1536), Shape(tokens: 2, rows: 31, columns: 256),
        Shape(tokens: 3, rows: 16, columns: 1024), Shape(tokens: 7, rows: 40, columns: 512), Shape(tokens: 33, rows: 65, columns: 1280),
    ]

    /// Plain types take any width.
    static let oddShapes = [
        Shape(tokens: 1, rows: 1, columns: 1), Shape(tokens: 1, rows: 31, columns: 7), Shape(tokens: 7, rows: 33, columns: 31),
        Shape(tokens: 13, rows: 20, columns: 385), Shape(tokens: 1, rows: 9, columns: 1000),
    ]

    /// Products in double precision of the dequantised weights and, for quantised ones, of the codes that the input becomes.
    private func expected(_ input: [[Float]], _ weights: Matrix) -> [Double] {
        let rows = (0..<weights.rows).map { weights.values(row: $0).map(Double.init) }
        return input.flatMap { token in
            let x = weights.type.elementsPerBlock == 1 ? token.map(Double.init) : rounded(token)
            return rows.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
        }
    }

    private func rounded(_ x: [Float]) -> [Double] {
        stride(from: 0, to: x.count, by: 32).flatMap { start in
            let block = x[start..<start + 32], largest = block.map(abs).max()!
            let inverse = largest > 0 ? 127 / largest : 0
            return block.map { Double(($0 * inverse).rounded(.toNearestOrEven)) * Double(largest / 127) }
        }
    }

    /// Each sum has up to 1536 terms; its error in 32 bits grows like √1536 · 2⁻²⁴ ≈ 2.3e-6 of the terms' root sum square.
    private let tolerance = 1e-5

    @Test(arguments: InstructionSet.available, ElementType.allCases)
    func `products agree with double precision`(set: InstructionSet, type: ElementType) {
        let processor = Processor(instructionSet: set, threadCount: 2)
        let shapes = type.elementsPerBlock == 1 ? Self.shapes + Self.oddShapes : type.elementsPerBlock == 32 ? Self.shapes : Self.groupedShapes
        for shape in shapes {
            var numbers = Numbers(seed: UInt64(shape.columns + shape.rows))
            let weights = Matrix(rows: shape.rows, columns: shape.columns, values: numbers.array(shape.rows * shape.columns)).converted(to: type)
            let input = Tensor(rows: shape.tokens, columns: shape.columns, values: numbers.array(shape.tokens * shape.columns))
            let output = Tensor(rows: 0, columns: shape.rows)
            processor.linear(input, weights, into: output)
            let reference = expected((0..<shape.tokens).map { input.values(row: $0) }, weights)
            #expect(relativeError(output.values, reference) < tolerance, "\(shape)")
            processor.linear(input, weights, into: output, accumulate: true)
            #expect(relativeError(output.values, reference.map { 2 * $0 }) < tolerance, "accumulated, \(shape)")
        }
    }

    @Test(arguments: InstructionSet.available, ElementType.allCases)
    func `a token's result does not depend on its company or on the threads`(set: InstructionSet, type: ElementType) {
        var numbers = Numbers(seed: 5)
        let weights = Matrix(rows: 83, columns: 1536, values: numbers.array(83 * 1536)).converted(to: type)
        let many = Tensor(rows: 37, columns: 1536, values: numbers.array(37 * 1536))
        let together = Tensor(rows: 0, columns: 83), some = Tensor(rows: 0, columns: 83), alone = Tensor(rows: 0, columns: 83)
        let two = Processor(instructionSet: set, threadCount: 2), one = Processor(instructionSet: set, threadCount: 1)
        two.linear(many, weights, into: together)
        for first in [0, 3, 30] {
            let few = Tensor(rows: 5, columns: 1536, values: (first..<first + 5).flatMap { many.values(row: $0) })
            one.linear(few, weights, into: some)
            for row in 0..<5 {
                let single = Tensor(rows: 1, columns: 1536, values: many.values(row: first + row))
                two.linear(single, weights, into: alone)
                #expect(alone.values == together.values(row: first + row))
                #expect(alone.values == some.values(row: row))
            }
        }
    }

    /// To nearest, ties to even.
    private func nearestBF16(_ x: Float) -> Float {
        let bits = x.bitPattern
        return Float(bitPattern: (bits &+ 0x7fff &+ (bits >> 16 & 1)) & 0xffff_0000)
    }

    @Test(arguments: InstructionSet.available)
    func `a rounded input gives the product of BF16 numbers, alone and in company`(set: InstructionSet) {
        let two = Processor(instructionSet: set, threadCount: 2), one = Processor(instructionSet: set, threadCount: 1)
        for shape in Self.shapes + Self.oddShapes {
            var numbers = Numbers(seed: UInt64(shape.columns + 3 * shape.rows))
            let weights = Matrix(rows: shape.rows, columns: shape.columns, values: numbers.array(shape.rows * shape.columns)).converted(to: .bf16)
            let input = Tensor(rows: shape.tokens, columns: shape.columns, values: numbers.array(shape.tokens * shape.columns))
            let output = Tensor(rows: 0, columns: shape.rows), alone = Tensor(rows: 0, columns: shape.rows)
            two.linear(input, weights, into: output, roundsInput: true)
            let reference = expected((0..<shape.tokens).map { input.values(row: $0).map(nearestBF16) }, weights)
            #expect(relativeError(output.values, reference) < tolerance, "\(shape)")
            for row in [0, shape.tokens - 1] {
                one.linear(Tensor(rows: 1, columns: shape.columns, values: input.values(row: row)), weights, into: alone, roundsInput: true)
                #expect(alone.values == output.values(row: row), "row \(row) of \(shape)")
            }
            two.linear(input, weights, into: output, accumulate: true, roundsInput: true)
            #expect(relativeError(output.values, reference.map { 2 * $0 }) < tolerance, "accumulated, \(shape)")
        }
    }

    @Test(arguments: InstructionSet.available)
    func `a group of mixed types equals its members`(set: InstructionSet) {
        let processor = Processor(instructionSet: set, threadCount: 2)
        var numbers = Numbers(seed: 9)
        let input = Tensor(rows: 6, columns: 64, values: numbers.array(6 * 64))
        let plain = Matrix(rows: 20, columns: 64, values: numbers.array(20 * 64))
        let members = [ElementType.q4_1, .f32, .q8_0].map { plain.converted(to: $0) }
        let grouped = members.map { _ in Tensor(rows: 0, columns: 20) }
        processor.linear(input, Array(zip(members, grouped)).map { (weights: $0, output: $1) })
        for (weights, output) in zip(members, grouped) {
            let single = Tensor(rows: 0, columns: 20)
            processor.linear(input, weights, into: single)
            #expect(single.values == output.values)
        }
    }

    @Test(arguments: InstructionSet.available)
    func `the extreme codes of 8-bit weights do not overflow`(set: InstructionSet) throws {
        let processor = Processor(instructionSet: set, threadCount: 1)
        // Scale 1.0 in f16, then 32 times -128, which no quantiser writes but a file may hold.
        let block: [UInt8] = [0x00, 0x3c] + [UInt8](repeating: 0x80, count: 32)
        let weights = try Matrix(type: .q8_0, rows: 9, columns: 64, bytes: (0..<18).flatMap { _ in block })
        for sign: Float in [1, -1] {
            for tokens in [1, 6] {
                let input = Tensor(rows: tokens, columns: 64, values: [Float](repeating: 127 * sign, count: 64 * tokens))
                let output = Tensor(rows: 0, columns: 9)
                processor.linear(input, weights, into: output)
                #expect(output.values.allSatisfy { $0 == -128 * 127 * 64 * sign })
            }
        }
    }
}
