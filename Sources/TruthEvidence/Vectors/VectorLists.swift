import Foundation
import TruthTensors

// N vectors · L lists
/// Divides vectors into lists of neighbours, so that a search looks at the nearest lists only (an inverted file: Jégou, Douze and Schmid,
/// "Product quantization for nearest neighbor search", 2011, without the product quantiser).
struct VectorLists {
    /// The middle of each list, of unit length.
    private(set) var middles: [[Float]]
    /// The list of each vector.
    private(set) var assignment: [Int32] = []

    /// From so many vectors on, lists are worth their loss: below, comparing all takes a few milliseconds.
    static let fewestVectors = 200_000
    private static let rounds = 8
    /// Vectors per list that the middles are computed from.
    private static let sampleShare = 64
    private static let tile = 64

    /// Spherical k-means from a seeded choice of vectors.
    ///
    /// - Parameter heldOut: Rows that the middles are not computed from.
    init(_ vectors: VectorCollection, heldOut: Set<Int>, progress: (Double) -> Void) {
        let count = max(1, Int(2 * Double(vectors.count).squareRoot()))
        var random = SeededNumbers(seed: 17)
        var rows = (0..<vectors.count).filter { !heldOut.contains($0) }
        rows.shuffle(using: &random)
        let sample = vectors.reordered(Array(rows.prefix(count * Self.sampleShare)))
        middles = (0..<count).map { sample.vector($0 % sample.count) }
        for round in 0..<Self.rounds {
            let lists = Self.nearest(in: middles, of: sample)
            middles = Self.means(of: sample, lists, count: count, before: middles)
            progress(Double(round + 1) / Double(Self.rounds + 8))
        }
        assignment = Self.nearest(in: middles, of: vectors)
        progress(1)
    }

    /// The rows in the order of their lists, and in each of their passages; and where lists begin.
    func order(of vectors: VectorCollection) -> (rows: [Int], starts: [UInt64]) {
        let rows = (0..<vectors.count).sorted { (assignment[$0], vectors.ids[$0]) < (assignment[$1], vectors.ids[$1]) }
        var starts = Array(repeating: UInt64(0), count: middles.count + 1)
        for list in assignment { starts[Int(list) + 1] += 1 }
        for list in 0..<middles.count { starts[list + 1] += starts[list] }
        return (rows, starts)
    }

    private static func nearest(in middles: [[Float]], of vectors: VectorCollection) -> [Int32] {
        let queries = middles.map { ScanQuery($0) }
        let scales = queries.map(\.scale)
        let scan = VectorScan()
        var scores: [Float] = []
        var lists = Array(repeating: Int32(0), count: vectors.count)
        for start in stride(from: 0, to: vectors.count, by: tile) {
            let rows = start..<min(start + tile, vectors.count)
            vectors.scores(of: rows, queries, scan, into: &scores)
            var best = Array(repeating: -Float.infinity, count: rows.count)
            for list in queries.indices {
                for place in 0..<rows.count {
                    let score = scores[list * rows.count + place] * scales[list]
                    if score > best[place] {
                        best[place] = score
                        lists[start + place] = Int32(list)
                    }
                }
            }
        }
        return lists
    }

    /// A list that lost all its vectors keeps its middle.
    private static func means(of vectors: VectorCollection, _ lists: [Int32], count: Int, before: [[Float]]) -> [[Float]] {
        let dimension = vectors.dimension
        var sums = Array(repeating: Float(0), count: count * dimension)
        for row in 0..<vectors.count {
            let start = Int(lists[row]) * dimension, codes = row * vectors.stride, scale = vectors.scales[row]
            for component in 0..<dimension { sums[start + component] += (Float(vectors.codes[codes + component]) - 128) * scale }
        }
        return (0..<count).map { list in
            let sum = sums[list * dimension..<(list + 1) * dimension]
            let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return length > 0 ? sum.map { $0 / length } : before[list]
        }
    }
}

/// Seeded random numbers (SplitMix64), so that the same vectors always give the same lists.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
