import Foundation
import Testing
import TruthTensors

struct MatrixTests {
    static let goldens: [(type: ElementType, bytes: String, widened: String)] = [
        (.f16, QuantizationGolden.f16, QuantizationGolden.f16Widened), (.bf16, QuantizationGolden.bf16, QuantizationGolden.bf16Widened),
        (.q4_0, QuantizationGolden.q4_0, QuantizationGolden.q4_0Widened), (.q4_1, QuantizationGolden.q4_1, QuantizationGolden.q4_1Widened),
        (.q8_0, QuantizationGolden.q8_0, QuantizationGolden.q8_0Widened),
    ]

    private static func bytes(_ digits: String) -> [UInt8] {
        let values = digits.compactMap { $0.hexDigitValue }
        return stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] * 16 + values[$0 + 1]) }
    }

    private static func floats(_ digits: String) -> [Float] {
        let bytes = bytes(digits)
        return stride(from: 0, to: bytes.count, by: 4).map { i in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[i + $1]) << UInt32(8 * $1) })
        }
    }

    @Test(arguments: goldens, InstructionSet.available)
    func `widening is bit for bit that of gguf`(golden: (type: ElementType, bytes: String, widened: String), set: InstructionSet) throws {
        let matrix = try Matrix(type: golden.type, rows: 8, columns: 64, bytes: Self.bytes(golden.bytes))
        let output = Tensor(rows: 0, columns: 64)
        Processor(instructionSet: set, threadCount: 1).embed(Array(0..<8), from: matrix, into: output)
        #expect(output.values.map(\.bitPattern) == Self.floats(golden.widened).map(\.bitPattern))
        #expect((0..<8).flatMap { matrix.values(row: $0) } == output.values)
    }

    /// Types whose blocks `scripts/goldens/tensors/blocks.py` wrote.
    static let quantizedTypes = ElementType.allCases.filter { $0.elementsPerBlock > 1 }

    @Test(arguments: quantizedTypes)
    func `random and extreme blocks are widened bit for bit as gguf does`(type: ElementType) throws {
        let url = Bundle.module.resourceURL!.appending(path: "Goldens/\(type.rawValue.lowercased()).blocks")
        let bytes = [UInt8](try Data(contentsOf: url)), size = 16 * type.bytesPerBlock
        let expected = stride(from: size, to: bytes.count, by: 4).map { i in (0..<4).reduce(0) { $0 | UInt32(bytes[i + $1]) << UInt32(8 * $1) } }
        let matrix = try Matrix(type: type, rows: 16, columns: type.elementsPerBlock, bytes: Array(bytes[..<size]))
        let found = (0..<16).flatMap { matrix.values(row: $0) }
        #expect(found.count == expected.count)
        for (index, (value, pattern)) in zip(found, expected).enumerated() {
            // The sign of what is not a number depends on the processor.
            let isSame = value.bitPattern == pattern || (value.isNaN && Float(bitPattern: pattern).isNaN)
            #expect(isSame, "number \(index): \(value), expected \(Float(bitPattern: pattern))")
        }
    }

    @Test(arguments: quantizedTypes)
    func `conversion comes as close as the type's bits allow`(type: ElementType) {
        // Root mean square errors on normally distributed numbers, with a tenth to spare.
        let bounds: [ElementType: Double] = [
            .q2_K: 0.31, .q3_K: 0.16, .q4_0: 0.1, .q4_1: 0.09, .q4_K: 0.075, .iq4_NL: 0.08, .iq4_XS: 0.085, .mxfp4: 0.13, .q5_0: 0.05, .q5_1: 0.045,
            .q5_K: 0.037, .q6_K: 0.02, .q8_0: 0.007,
        ]
        var numbers = Numbers(seed: 3)
        let values = (0..<64 * 256).map { _ in (0..<12).reduce(Float(0)) { sum, _ in sum + numbers.array(1)[0] } / 2 }
        let scale = (values.reduce(0.0) { $0 + Double($1 * $1) } / Double(values.count)).squareRoot()
        let matrix = Matrix(rows: 64, columns: 256, values: values).converted(to: type)
        let errors = (0..<64).flatMap { matrix.values(row: $0) }.indices.map { Double(matrix.values(row: $0 / 256)[$0 % 256] - values[$0]) }
        let error = (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot() / scale
        #expect(error < bounds[type]!, "\(error)")
    }

    @Test(arguments: quantizedTypes)
    func `constant, tiny, huge and one-sided rows convert without surprises`(type: ElementType) {
        let count = 256
        let constants: [Float] = [0, 1, -3, 1e-37, .leastNonzeroMagnitude]
        var rows: [[Float]] = constants.map { [Float](repeating: $0, count: count) }
        rows.append((0..<count).map { (index: Int) -> Float in index == 5 ? 1000 : 0 })
        rows.append((0..<count).map { (index: Int) -> Float in Float(index % 7) * 4000 })
        rows.append((0..<count).map { (index: Int) -> Float in -Float(index % 5) * 1e-3 })
        for values in rows {
            let found = Matrix(rows: 1, columns: count, values: values).converted(to: type).values(row: 0)
            let largest = values.map { $0.magnitude }.max()!
            #expect(found.allSatisfy { $0.isFinite })
            for (a, b) in zip(found, values) { #expect((a - b).magnitude <= 0.3 * largest + 1e-9, "\(a) for \(b)") }
        }
    }

    @Test(arguments: goldens)
    func `conversion rounds as gguf does`(golden: (type: ElementType, bytes: String, widened: String)) {
        let matrix = Matrix(rows: 8, columns: 64, values: Self.floats(QuantizationGolden.values)).converted(to: golden.type)
        #expect(matrix.rawBytes == Self.bytes(golden.bytes))
        #expect(matrix.type == golden.type && matrix.rows == 8 && matrix.columns == 64 && matrix.byteCount == matrix.rawBytes.count)
    }

    @Test func `16-bit floats survive widening and narrowing, all of them`() throws {
        var patterns: [UInt16] = []
        for pattern in UInt16.min...UInt16.max where pattern & 0x7c00 != 0x7c00 || pattern & 0x3ff == 0 { patterns.append(pattern) }
        let bytes = patterns.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        let matrix = try Matrix(type: .f16, rows: 1, columns: patterns.count, bytes: bytes)
        let wide = matrix.values(row: 0)
        for (value, pattern) in zip(wide, patterns) { #expect(value.bitPattern == Float(Float16(bitPattern: pattern)).bitPattern) }
        #expect(Matrix(rows: 1, columns: patterns.count, values: wide).converted(to: .f16).rawBytes == bytes)
    }

    @Test func `impossible matrices are refused with the reason`() throws {
        #expect(throws: TensorError.partialBlock(type: .q4_0, columns: 33)) { try Matrix(type: .q4_0, rows: 1, columns: 33, bytes: []) }
        #expect(throws: TensorError.invalidShape(rows: 0, columns: 32)) { try Matrix(type: .f32, rows: 0, columns: 32, bytes: []) }
        #expect(throws: TensorError.invalidShape(rows: .max, columns: 64)) { try Matrix(type: .q8_0, rows: .max, columns: 64, bytes: []) }
        #expect(throws: TensorError.invalidShape(rows: 2, columns: .max)) { try Matrix(type: .f32, rows: 2, columns: .max, bytes: []) }
        #expect(throws: TensorError.unexpectedByteCount(type: .q4_1, rows: 2, columns: 64, expected: 80, found: 79)) {
            try Matrix(type: .q4_1, rows: 2, columns: 64, bytes: [UInt8](repeating: 0, count: 79))
        }
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(count: 100).write(to: URL(filePath: path))
        let file = try MappedFile(path: path)
        #expect(throws: Never.self) { try Matrix(type: .f32, rows: 5, columns: 5, in: file, at: 0) }
        for offset in [1, 101, -1, Int.max] {
            #expect(throws: TensorError.outsideFile(path: path, offset: offset, byteCount: 100, fileByteCount: 100)) {
                try Matrix(type: .f32, rows: 5, columns: 5, in: file, at: offset)
            }
        }
    }

    @Test func `a mapped file shows its bytes and keeps them while a matrix lives`() throws {
        let path = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: path) }
        // An odd offset: kernels must not assume alignment.
        let values: [Float] = (0..<32).map { Float($0) - 7.5 }
        var data = Data([9])
        for value in values { for shift in [0, 8, 16, 24] { data.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt32(shift))) } }
        try data.write(to: URL(filePath: path))
        var file: MappedFile? = try MappedFile(path: path)
        #expect(file!.byteCount == 129)
        #expect(file!.withBytes { bytes in bytes.byteCount } == 129)
        let matrix = try Matrix(type: .f32, rows: 16, columns: 2, in: file!, at: 1)
        file = nil
        #expect((0..<16).flatMap { matrix.values(row: $0) } == values)
        let input = Tensor(rows: 1, columns: 2, values: [1, 2]), output = Tensor(rows: 0, columns: 16)
        Processor.shared.linear(input, matrix, into: output)
        let expected: [Float] = (0..<16).map { values[2 * $0] + 2 * values[2 * $0 + 1] }
        #expect(output.values == expected)
    }

    @Test func `files that can't be mapped are named`() throws {
        let path = temporaryPath()
        #expect(throws: TensorError.isDirectory(path: "/tmp")) { try MappedFile(path: "/tmp") }
        #expect(throws: TensorError.notARegularFile(path: "/dev/null")) { try MappedFile(path: "/dev/null") }
        #expect { try MappedFile(path: path) } throws: { "\($0)".contains(path) && "\($0)".contains("No such file") }
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: TensorError.emptyFile(path: path)) { try MappedFile(path: path) }
    }

    private func temporaryPath() -> String { NSTemporaryDirectory() + "tensors-\(UUID().uuidString)" }
}
