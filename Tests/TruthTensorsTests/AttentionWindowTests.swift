import Foundation
import Testing
import TruthTensors

struct AttentionWindowTests {
    /// Plain softmax attention in double precision of one query over rows of keys and values.
    private func reference(_ query: [Float], _ keys: [[Float]], _ values: [[Float]], scale: Float, cap: Float?) -> [Double] {
        let scores = keys.map { key in
            let score = zip(query, key).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } * Double(scale)
            return cap.map { Double($0) * tanh(score / Double($0)) } ?? score
        }
        let largest = scores.max()!, weights = scores.map { ($0 - largest).exponential }, sum = weights.reduce(0, +)
        return query.indices.map { d in zip(weights, values).reduce(0.0) { $0 + $1.0 * Double($1.1[d]) } / sum }
    }

    private func part(_ tensor: Tensor, _ row: Int, head: Int, width: Int) -> [Float] { Array(tensor.values(row: row)[head * width..<(head + 1) * width]) }

    @Test(
        arguments: InstructionSet.available,
        [(1, nil), (7, nil), (64, 2), (65, nil), (100, 0.5), (500, 3)] as [(window: Int, cap: Float?)])
    func `attention over a window, capped or not, agrees with double precision`(set: InstructionSet, setting: (window: Int, cap: Float?)) {
        let (heads, keyHeads, width, total) = (4, 2, 18, 200), (window, cap) = setting
        let processor = Processor(instructionSet: set, threadCount: 2)
        var numbers = Numbers(seed: UInt64(window))
        let keys = Tensor(rows: total, columns: keyHeads * width, values: numbers.array(total * keyHeads * width))
        let values = Tensor(rows: total, columns: keyHeads * width, values: numbers.array(total * keyHeads * width))
        let queries = Tensor(rows: total, columns: heads * width, values: numbers.array(total * heads * width))
        let cache = AttentionCache(headCount: keyHeads, headWidth: width, precision: .f32)
        processor.append(keys: keys, values: values, rows: 0..<total, to: cache)
        let whole = Tensor(rows: 0, columns: heads * width), scale: Float = 0.4
        processor.attend(
            queries: queries, over: [.init(rows: 0..<total, firstPosition: 0, cache: cache)], scale: scale, cap: cap, window: window, into: whole)
        for row in [0, 1, 6, 7, 8, 63, 64, 65, 127, 128, 129, 199] {
            for head in 0..<heads {
                let seen = max(0, row - window + 1)...row
                let expected = reference(
                    part(queries, row, head: head, width: width), seen.map { part(keys, $0, head: head / 2, width: width) },
                    seen.map { part(values, $0, head: head / 2, width: width) }, scale: scale, cap: cap)
                let found = part(whole, row, head: head, width: width)
                // Two chains of up to 200 additions, an exponential and a tanh: a few 1e-6 of the values' size, which is about 1.
                #expect(zip(found, expected).allSatisfy { abs(Double($0) - $1) < 2e-5 }, "row \(row), head \(head)")
            }
        }
        // Rows alone and a few at a time: the same bits.
        for rows in [0..<1, 64..<65, 199..<200, 126..<130, 100..<130] {
            let some = Tensor(rows: rows.count, columns: heads * width, values: rows.flatMap { queries.values(row: $0) })
            let output = Tensor(rows: 0, columns: heads * width)
            processor.attend(
                queries: some, over: [.init(rows: 0..<rows.count, firstPosition: rows.lowerBound, cache: cache)], scale: scale, cap: cap,
                window: window, into: output)
            #expect(output.values == rows.flatMap { whole.values(row: $0) }, "rows \(rows)")
        }
    }

    @Test(arguments: InstructionSet.available, [(16, nil), (33, 40), (256, nil)] as [(width: Int, window: Int?)])
    func `keys and values in 8-bit codes attend as the numbers that the codes stand for`(set: InstructionSet, shape: (width: Int, window: Int?)) {
        let (width, window) = shape, total = 140, heads = 4, keyHeads = 2
        let processor = Processor(instructionSet: set, threadCount: 2)
        var numbers = Numbers(seed: UInt64(width))
        let keys = Tensor(rows: total, columns: keyHeads * width, values: numbers.array(total * keyHeads * width))
        let values = Tensor(rows: total, columns: keyHeads * width, values: numbers.array(total * keyHeads * width))
        let queries = Tensor(rows: total, columns: heads * width, values: numbers.array(total * heads * width))
        let scale = 1 / Float(width).squareRoot()
        /// Each head's numbers as multiples of the largest magnitude / 127.
        func rounded(_ tensor: Tensor) -> Tensor {
            let heads = stride(from: 0, to: tensor.values.count, by: width).flatMap { first -> [Float] in
                let head = tensor.values[first..<first + width], top = head.map(abs).max()!
                return head.map { ($0 * (127 / top)).rounded(.toNearestOrEven) * (top / 127) }
            }
            return Tensor(rows: total, columns: tensor.columns, values: heads)
        }
        let (keyNumbers, valueNumbers) = (rounded(keys), rounded(values))
        func attended(_ precision: AttentionCache.Precision, rows: Range<Int>) -> Tensor {
            let (keys, values) = precision == .int8 ? (keys, values) : (keyNumbers, valueNumbers)
            let cache = AttentionCache(headCount: keyHeads, headWidth: width, precision: precision)
            processor.append(keys: keys, values: values, rows: 0..<total, to: cache)
            #expect(cache.byteCount == AttentionCache.byteCount(headCount: keyHeads, headWidth: width, positions: total, precision: precision))
            let some = Tensor(rows: rows.count, columns: heads * width, values: rows.flatMap { queries.values(row: $0) })
            let output = Tensor(rows: 0, columns: heads * width)
            processor.attend(
                queries: some, over: [.init(rows: 0..<rows.count, firstPosition: rows.lowerBound, cache: cache)], scale: scale, window: window, into: output)
            return output
        }
        let exact = attended(.f32, rows: 0..<total), coded = attended(.int8, rows: 0..<total)
        let largest = zip(exact.values, coded.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
        // The scales come behind the sums instead of before: a few roundings more.
        #expect(largest < 2e-5, "\(largest)")
        for rows in [0..<1, 63..<66, 139..<140] {
            #expect(attended(.int8, rows: rows).values == rows.flatMap { coded.values(row: $0) })
        }
    }

    @Test(arguments: InstructionSet.available, [0, 1, 10, 64, 90, 1000])
    func `encoder attention within reach agrees with double precision`(set: InstructionSet, reach: Int) {
        let processor = Processor(instructionSet: set, threadCount: 2), heads = 2, width = 16, total = 220
        var numbers = Numbers(seed: UInt64(reach))
        let tensors = (0..<3).map { _ in Tensor(rows: total, columns: heads * width, values: numbers.array(total * heads * width)) }
        let output = Tensor(rows: 0, columns: heads * width), sequences = [0..<1, 1..<30, 30..<220]
        processor.attend(
            queries: tensors[0], keys: tensors[1], values: tensors[2], sequences: sequences, headWidth: width, scale: 0.25, reach: reach,
            into: output)
        for rows in sequences {
            for row in rows {
                let seen = max(rows.lowerBound, row - reach)..<min(rows.upperBound, row + reach + 1)
                let expected = reference(
                    part(tensors[0], row, head: 1, width: width), seen.map { part(tensors[1], $0, head: 1, width: width) },
                    seen.map { part(tensors[2], $0, head: 1, width: width) }, scale: 0.25, cap: nil)
                #expect(zip(part(output, row, head: 1, width: width), expected).allSatisfy { abs(Double($0) - $1) < 2e-5 }, "row \(row)")
            }
        }
    }

    @Test(arguments: InstructionSet.available, [1, 7, 8, 9, 100])
    func `gates with GELU, caps, products and scaled sums agree with double precision`(set: InstructionSet, count: Int) {
        let processor = Processor(instructionSet: set, threadCount: 2)
        var numbers = Numbers(seed: UInt64(count))
        func tensor() -> Tensor { Tensor(rows: 3, columns: count, values: numbers.array(3 * count).map { $0 * 8 }) }
        let gate = tensor(), up = tensor(), output = Tensor(rows: 0, columns: count)
        processor.geGLU(gate: gate, up: up, into: output)
        for (found, (g, u)) in zip(output.values, zip(gate.values, up.values)) {
            let x = Double(g), expected = x / 2 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))) * Double(u)
            #expect(abs(Double(found) - expected) <= 2e-6 * max(1, abs(expected)))
        }
        let bent = tensor(), before = bent.values
        processor.bend(bent, cap: 3)
        for (found, x) in zip(bent.values, before) { #expect(abs(Double(found) - 3 * tanh(Double(x) / 3)) <= 4e-7 * 3) }
        let product = tensor(), factors = product.values
        processor.multiply(product, by: up)
        #expect(product.values == zip(factors, up.values).map { $0 * $1 })
        let sum = Tensor(rows: 2, columns: count)
        processor.add(gate, scaledBy: [1, 2, 3], toRows: [1, 0, 1], of: sum)
        for column in 0..<count {
            #expect(sum[0, column] == 2 * gate[1, column])
            #expect(abs(sum[1, column] - (gate[0, column] + 3 * gate[2, column])) <= 1e-5)
        }
    }

    @Test(arguments: InstructionSet.available)
    func `heads are normalised with a gain per channel`(set: InstructionSet) {
        let processor = Processor(instructionSet: set, threadCount: 1), width = 18
        var numbers = Numbers(seed: 5)
        let x = Tensor(rows: 2, columns: 3 * width, values: numbers.array(2 * 3 * width)), before = x.values, gain = numbers.array(width)
        processor.normalizeHeads(x, headWidth: width, gain: gain, epsilon: 1e-5)
        for first in stride(from: 0, to: before.count, by: width) {
            let head = before[first..<first + width].map { Double($0) }
            let length = (head.reduce(0) { $0 + $1 * $1 } / Double(width) + 1e-5).squareRoot()
            for (d, value) in head.enumerated() { #expect(abs(Double(x.values[first + d]) - value / length * Double(gain[d])) < 1e-5) }
        }
    }

    @Test func `a part of a matrix multiplies as its rows do`() {
        var numbers = Numbers(seed: 9)
        let values = numbers.array(96 * 64)
        for type in [ElementType.f32, .f16, .q8_0, .q4_0] {
            let whole = Matrix(rows: 96, columns: 64, values: values).converted(to: type), part = whole.part(rows: 30..<70)
            #expect(part.rows == 40 && part.values(row: 3) == whole.values(row: 33))
            let x = Tensor(rows: 3, columns: 64, values: numbers.array(3 * 64)), all = Tensor(rows: 0, columns: 96), some = Tensor(rows: 0, columns: 40)
            Processor.shared.linear(x, whole, into: all)
            Processor.shared.linear(x, part, into: some)
            for row in 0..<3 { #expect(some.values(row: row) == Array(all.values(row: row)[30..<70])) }
        }
    }
}
