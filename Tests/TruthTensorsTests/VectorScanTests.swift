import Testing
import TruthTensors

@Suite struct VectorScanTests {
    private static func vectors(_ count: Int, dimension: Int, seed: UInt64) -> [[Float]] {
        var numbers = Numbers(seed: seed)
        return (0..<count).map { _ in numbers.array(dimension) }
    }

    private static func scores(_ set: InstructionSet, _ stored: [StoredVector], _ queries: [ScanQuery], rows: Range<Int>) -> [Float] {
        let bytes = stored.flatMap(\.bytes), scales = stored.map(\.scale)
        var scores: [Float] = []
        VectorScan(instructionSet: set).scores(
            vectors: unsafe bytes.span.bytes, scales: unsafe scales.span.bytes, rows: rows, queries: queries, into: &scores)
        return scores
    }

    @Test(arguments: InstructionSet.available, [1, 7, 63, 64, 65, 384, 1000])
    func `every instruction set gives the reference's bits`(set: InstructionSet, dimension: Int) {
        for (count, queryCount) in [(1, 1), (3, 2), (4, 1), (9, 5), (131, 3)] {
            let stored = Self.vectors(count, dimension: dimension, seed: 1).map { StoredVector($0) }
            let queries = Self.vectors(queryCount, dimension: dimension, seed: 2).map { ScanQuery($0) }
            let rows = count / 3..<count
            #expect(Self.scores(set, stored, queries, rows: rows) == Self.scores(.scalar, stored, queries, rows: rows))
        }
    }

    @Test(arguments: InstructionSet.available)
    func `products are those of double precision, within the rounding of 8 bits`(set: InstructionSet) {
        let vectors = Self.vectors(50, dimension: 384, seed: 3), query = Self.vectors(1, dimension: 384, seed: 4)[0]
        let scores = Self.scores(set, vectors.map { StoredVector($0) }, [ScanQuery(query)], rows: 0..<50)
        for (vector, score) in zip(vectors, scores) {
            let exact = zip(vector, query).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
            let length = zip(vector, query).reduce((0.0, 0.0)) { ($0.0 + Double($1.0 * $1.0), $0.1 + Double($1.1 * $1.1)) }
            // A step of 8 bits is 1/127 of the largest component, about 3.5 standard deviations here; half of it, over √384 terms, is
            // below 0.01 of the vectors' lengths.
            #expect(abs(Double(score * ScanQuery(query).scale) - exact) < 0.01 * (length.0 * length.1).squareRoot())
        }
    }

    @Test(arguments: InstructionSet.available)
    func `the largest codes do not overflow, and zeros give zero`(set: InstructionSet) {
        for dimension in [384, 1024] {
            let ones = [Float](repeating: 1, count: dimension), zeros = [Float](repeating: 0, count: dimension)
            let scores = Self.scores(set, [ones, ones.map { -$0 }, zeros].map { StoredVector($0) }, [ScanQuery(ones)], rows: 0..<3)
            let expected = Float(dimension)
            #expect(abs(scores[0] * ScanQuery(ones).scale - expected) < 0.001 * expected)
            #expect(scores[1] == -scores[0] && scores[2] == 0)
            #expect(Self.scores(set, [StoredVector(ones)], [ScanQuery(zeros)], rows: 0..<1).map { $0 * ScanQuery(zeros).scale } == [0])
        }
    }
}
