import CTruthKernels

/// Compares queries with stored vectors, one after the other in memory.
public struct VectorScan: Sendable {
    public let instructionSet: InstructionSet

    /// - Precondition: the instruction set is available.
    public init(instructionSet: InstructionSet = .best) {
        self.instructionSet = instructionSet
    }

    /// The inner product of each query with each of `rows`, less the query's own scale.
    ///
    /// `scores[q · rows.count + i] = scales[i] · Σ_k (bytes[i, k] − 128) · code_q[k]`, with i counted from the first of `rows`: the
    /// sum is exact, so the bits don't depend on the instruction set. Multiply with ``ScanQuery/scale`` to get the product.
    ///
    /// - Parameters:
    ///   - vectors: The bytes of stored vectors, `[N, stride]`.
    ///   - scales: Their scales as 32-bit floats, `[N]`.
    ///   - rows: Which of the N.
    ///   - queries: Vectors of one dimension.
    ///   - scores: Gets `[queries, rows]`; made larger when it is too small.
    /// - Precondition: `vectors` and `scales` hold all of `rows`.
    public func scores(vectors: RawSpan, scales: RawSpan, rows: Range<Int>, queries: [ScanQuery], into scores: inout [Float]) {
        guard let stride = queries.first?.codes.count, !rows.isEmpty else { return }
        precondition(queries.allSatisfy { $0.codes.count == stride }, "VectorScan: queries of several dimensions")
        precondition(rows.lowerBound >= 0 && rows.upperBound <= vectors.byteCount / stride, "VectorScan: rows \(rows) of \(vectors.byteCount / stride)")
        precondition(rows.upperBound <= scales.byteCount / 4, "VectorScan: rows \(rows) of \(scales.byteCount / 4) scales")
        let needed = queries.count * rows.count
        if scores.count < needed { scores += Array(repeating: 0, count: needed - scores.count) }
        let table = unsafe kernelTable(instructionSet)
        // Every table has its own loop or falls back to the reference.
        guard let scan = unsafe table.pointee.scan ?? tg_scalar.scan else { preconditionFailure("no scan kernel") }
        let packed = PackedQueries(queries, stride: stride)
        // Rows are in bounds by the checks above, and all memory outlives the call.
        unsafe vectors.withUnsafeBytes { vectors in
            unsafe scales.withUnsafeBytes { scales in
                unsafe scores.withUnsafeMutableBufferPointer { scores in
                    unsafe packed.withQueries { queries in
                        let first = unsafe vectors.baseAddress!.assumingMemoryBound(to: UInt8.self) + rows.lowerBound * stride
                        let scale = unsafe scales.baseAddress!.assumingMemoryBound(to: Float.self) + rows.lowerBound
                        unsafe scan(first, stride, scale, rows.count, queries.baseAddress!, queries.count, scores.baseAddress!, rows.count)
                    }
                }
            }
        }
    }
}

/// The codes of several queries on cache lines' boundaries, as the kernels read them.
@safe
private struct PackedQueries {
    private let memory: Allocation
    private let queries: [ScanQuery]
    private let stride: Int

    init(_ queries: [ScanQuery], stride: Int) {
        self.queries = queries
        self.stride = stride
        memory = Allocation(byteCount: queries.count * stride * 4)
        for (index, query) in queries.enumerated() {
            let base = unsafe memory.base + index * stride * 4
            // Each query has 4 · stride bytes: its codes in two bytes each, then the high and the low ones.
            unsafe base.copyMemory(from: query.codes, byteCount: stride * 2)
            unsafe (base + stride * 2).copyMemory(from: query.high, byteCount: stride)
            unsafe (base + stride * 3).copyMemory(from: query.low, byteCount: stride)
        }
    }

    /// Lends the queries; they point into `memory`, which lives as long as this value.
    func withQueries(_ body: (UnsafeBufferPointer<tg_query>) -> Void) {
        let views = unsafe queries.indices.map { index in
            let base = unsafe UnsafeRawPointer(memory.base) + index * stride * 4
            return unsafe tg_query(
                codes: base.assumingMemoryBound(to: Int16.self),
                high: (base + stride * 2).assumingMemoryBound(to: Int8.self),
                low: (base + stride * 3).assumingMemoryBound(to: Int8.self), offset: queries[index].offset)
        }
        unsafe views.withUnsafeBufferPointer { unsafe body($0) }
        withExtendedLifetime(memory) {}
    }
}
