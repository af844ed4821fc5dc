import Testing
import TruthTensors

struct AttentionTests {
    /// Plain softmax attention in double precision of one query over rows of keys and values.
    private func reference(_ query: [Float], _ keys: [[Float]], _ values: [[Float]], scale: Float) -> [Double] {
        let scores = keys.map { key in zip(query, key).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } * Double(scale) }
        let largest = scores.max()!, weights = scores.map { ($0 - largest).exponential }, sum = weights.reduce(0, +)
        return query.indices.map { d in zip(weights, values).reduce(0.0) { $0 + $1.0 * Double($1.1[d]) } / sum }
    }

    /// Numbers that 16-bit floats hold exactly, so that the cache loses nothing.
    private func halves(_ numbers: inout Numbers, _ count: Int) -> [Float] { numbers.array(count).map { Float(($0 * 256).rounded()) / 256 } }

    private func part(_ tensor: Tensor, _ row: Int, head: Int, width: Int) -> [Float] { Array(tensor.values(row: row)[head * width..<(head + 1) * width]) }

    @Test(arguments: InstructionSet.available, [(9, 3, 64), (4, 4, 10), (6, 2, 33), (5, 1, 128), (1, 1, 1)])
    func `causal attention agrees with double precision`(set: InstructionSet, shape: (heads: Int, keyHeads: Int, width: Int)) {
        let (heads, keyHeads, width) = shape, total = 150
        let processor = Processor(instructionSet: set, threadCount: 2)
        var numbers = Numbers(seed: UInt64(width))
        let keys = Tensor(rows: total, columns: keyHeads * width, values: halves(&numbers, total * keyHeads * width))
        let values = Tensor(rows: total, columns: keyHeads * width, values: halves(&numbers, total * keyHeads * width))
        let queries = Tensor(rows: total, columns: heads * width, values: numbers.array(total * heads * width))
        let cache = AttentionCache(headCount: keyHeads, headWidth: width)
        processor.append(keys: keys, values: values, rows: 0..<total, to: cache)
        let whole = Tensor(rows: 0, columns: heads * width), scale: Float = 0.3
        processor.attend(queries: queries, over: [.init(rows: 0..<total, firstPosition: 0, cache: cache)], scale: scale, into: whole)
        for row in [0, 1, 15, 16, 17, 63, 64, 65, 127, 128, 149] {
            for head in 0..<heads {
                let keyHead = head / (heads / keyHeads)
                let expected = reference(
                    part(queries, row, head: head, width: width), (0...row).map { part(keys, $0, head: keyHead, width: width) },
                    (0...row).map { part(values, $0, head: keyHead, width: width) }, scale: scale)
                let found = part(whole, row, head: head, width: width)
                // Two chains of up to 150 additions and an exponential: a few 1e-6 of the values' size, which is about 1.
                #expect(zip(found, expected).allSatisfy { abs(Double($0) - $1) < 2e-5 }, "row \(row), head \(head)")
            }
        }
        // Rows alone, a few at a time, and of several sequences together: the same bits.
        let one = Processor(instructionSet: set, threadCount: 1)
        for rows in [0..<1, 64..<65, 149..<150, 61..<65, 100..<130] {
            let some = Tensor(rows: rows.count, columns: heads * width, values: rows.flatMap { queries.values(row: $0) })
            let output = Tensor(rows: 0, columns: heads * width)
            one.attend(queries: some, over: [.init(rows: 0..<rows.count, firstPosition: rows.lowerBound, cache: cache)], scale: scale, into: output)
            #expect(output.values == rows.flatMap { whole.values(row: $0) }, "rows \(rows)")
        }
        let copy = AttentionCache(headCount: keyHeads, headWidth: width)
        copy.copyPrefix(of: cache, count: 90)
        let mixed = Tensor(rows: 2, columns: heads * width, values: queries.values(row: 89) + queries.values(row: 140))
        let output = Tensor(rows: 0, columns: heads * width)
        processor.attend(
            queries: mixed, over: [.init(rows: 0..<1, firstPosition: 89, cache: copy), .init(rows: 1..<2, firstPosition: 140, cache: cache)],
            scale: scale, into: output)
        #expect(output.values(row: 0) == whole.values(row: 89))
        #expect(output.values(row: 1) == whole.values(row: 140))
    }

    @Test(arguments: InstructionSet.available, [32, 7, 64])
    func `encoder attention agrees with double precision`(set: InstructionSet, width: Int) {
        let processor = Processor(instructionSet: set, threadCount: 2), heads = 3, total = 120
        var numbers = Numbers(seed: UInt64(width))
        let tensors = (0..<3).map { _ in Tensor(rows: total, columns: heads * width, values: numbers.array(total * heads * width)) }
        let output = Tensor(rows: 0, columns: heads * width), sequences = [0..<1, 1..<34, 34..<120]
        processor.attend(
            queries: tensors[0], keys: tensors[1], values: tensors[2], sequences: sequences, headWidth: width, scale: 0.25, into: output)
        for rows in sequences {
            for row in rows {
                for head in 0..<heads {
                    let expected = reference(
                        part(tensors[0], row, head: head, width: width), rows.map { part(tensors[1], $0, head: head, width: width) },
                        rows.map { part(tensors[2], $0, head: head, width: width) }, scale: 0.25)
                    #expect(zip(part(output, row, head: head, width: width), expected).allSatisfy { abs(Double($0) - $1) < 2e-5 })
                }
            }
        }
    }

    @Test(arguments: InstructionSet.available, [(32, 120), (64, 33), (16, 512), (48, 1), (20, 50), (32, 513)])
    func `rounded encoder attention stays within BF16's precision`(set: InstructionSet, shape: (width: Int, length: Int)) {
        let processor = Processor(instructionSet: set, threadCount: 2), heads = 2, (width, length) = shape, columns = heads * width
        var numbers = Numbers(seed: UInt64(width + length))
        let tensors = (0..<3).map { _ in Tensor(rows: length + 5, columns: columns, values: numbers.array((length + 5) * columns)) }
        let output = Tensor(rows: 0, columns: columns), sequences = [0..<5, 5..<length + 5]
        processor.attend(
            queries: tensors[0], keys: tensors[1], values: tensors[2], sequences: sequences, headWidth: width, scale: 0.15, rounded: true,
            into: output)
        var found: [Float] = [], expected: [Double] = []
        for row in [5, 5 + length / 2, length + 4] {
            for head in 0..<heads {
                expected += reference(
                    part(tensors[0], row, head: head, width: width), sequences[1].map { part(tensors[1], $0, head: head, width: width) },
                    sequences[1].map { part(tensors[2], $0, head: head, width: width) }, scale: 0.15)
                found += part(output, row, head: head, width: width)
            }
        }
        // Weights, values and scores are off by 2⁻⁹ each; the largest of a few hundred results by a few times that.
        #expect(relativeError(found, expected) < 0.02)
    }

    @Test func `a truncated cache continues as if the rest had never been`() {
        let processor = Processor.shared
        var numbers = Numbers(seed: 3)
        func fill(_ cache: AttentionCache, _ values: [Float]) {
            let tensor = Tensor(rows: values.count / 16, columns: 16, values: values)
            processor.append(keys: tensor, values: tensor, rows: 0..<tensor.rows, to: cache)
        }
        let start = numbers.array(70 * 16), wrong = numbers.array(30 * 16), right = numbers.array(16)
        let straight = AttentionCache(headCount: 2, headWidth: 8), detour = AttentionCache(headCount: 2, headWidth: 8)
        fill(straight, start)
        fill(detour, start)
        fill(detour, wrong)
        detour.truncate(to: 70)
        fill(straight, right)
        fill(detour, right)
        #expect(detour.count == 71)
        #expect(detour.byteCount == 2 * 2 * 64 * (8 + 16) * 2)
        let query = Tensor(rows: 1, columns: 32, values: numbers.array(32))
        let outputs = [straight, detour].map { cache in
            let output = Tensor(rows: 0, columns: 32)
            processor.attend(queries: query, over: [.init(rows: 0..<1, firstPosition: 70, cache: cache)], scale: 1, into: output)
            return output.values
        }
        #expect(outputs[0] == outputs[1])
    }
}
