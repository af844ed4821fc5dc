import TruthTensors

/// Vectors with their passages, in memory, on the way into a file.
struct VectorCollection {
    let dimension: Int
    let stride: Int
    private(set) var ids: [Int64] = []
    private(set) var scales: [Float] = []
    private(set) var codes: [UInt8] = []

    init(dimension: Int) {
        self.dimension = dimension
        stride = StoredVector.stride(of: dimension)
    }

    var count: Int { ids.count }

    mutating func append(_ vector: StoredVector, id: Int64) {
        precondition(vector.bytes.count == stride, "VectorCollection: \(vector.bytes.count) bytes against \(stride)")
        ids.append(id)
        scales.append(vector.scale)
        codes += vector.bytes
    }

    /// Appends rows of another collection that `isWanted`.
    mutating func append(contentsOf other: VectorCollection, where isWanted: (Int64) -> Bool) {
        for row in 0..<other.count where isWanted(other.ids[row]) {
            ids.append(other.ids[row])
            scales.append(other.scales[row])
            codes += other.codes[row * stride..<(row + 1) * stride]
        }
    }

    /// The same vectors with row `order[i]` as row i.
    func reordered(_ order: [Int]) -> VectorCollection {
        var result = VectorCollection(dimension: dimension)
        result.ids = order.map { ids[$0] }
        result.scales = order.map { scales[$0] }
        result.codes.reserveCapacity(codes.count)
        for row in order { result.codes += codes[row * stride..<(row + 1) * stride] }
        return result
    }

    /// The vector of a row, as nearly as it is kept.
    func vector(_ row: Int) -> [Float] {
        codes[row * stride..<row * stride + dimension].map { (Float($0) - 128) * scales[row] }
    }

    /// The inner products of queries with some rows, `[queries, rows]`, less the queries' scales.
    func scores(of rows: Range<Int>, _ queries: [ScanQuery], _ scan: VectorScan, into scores: inout [Float]) {
        scan.scores(vectors: unsafe codes.span.bytes, scales: unsafe scales.span.bytes, rows: rows, queries: queries, into: &scores)
    }
}
