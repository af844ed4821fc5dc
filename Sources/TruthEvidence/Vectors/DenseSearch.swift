import TruthTensors

/// Finds the passages whose vectors are nearest to a query's.
struct DenseSearch {
    let index: VectorIndex
    let snapshot: LexicalSnapshot
    private let scan = VectorScan()

    /// Rows that are compared before their scores are looked at: the scores stay in the first-level cache.
    private static let tile = 2048
    /// So few passages that pass a filter are looked up one by one.
    private static let fewPassages = 20_000

    /// The nearest passages that pass the filters, nearest first, with the cosine.
    ///
    /// - Parameter vector: Of unit length.
    func best(_ vector: [Float], _ options: SearchOptions, limit: Int) throws -> [BestPassages<Float>.Entry] {
        let query = ScanQuery(vector)
        return try index.withBytes { bytes in
            let filters = try snapshot.segments.map { segment in
                try segment.file.bytes.withBytes { try SegmentFilter(options, segment: segment, gone: snapshot.gone, $0) }
            }
            var best = BestPassages<Float>(limit: limit, collapses: options.collapsesCopies)
            if options.hasFilters, let ids = fewIDs(passing: filters) {
                for id in ids {
                    guard let row = try index.row(of: id, bytes) else { continue }
                    compare(row..<row + 1, query, filters, bytes, into: &best)
                }
            } else if let lists = index.manifest.lists, !options.comparesAllVectors, !options.hasFilters {
                for list in index.nearestLists(query, limit: lists.searched, scan, bytes) {
                    compare(try index.rows(ofList: list, bytes), query, filters, bytes, into: &best)
                }
            } else {
                compare(0..<index.count, query, filters, bytes, into: &best)
            }
            return best.sorted
        }
    }

    /// The cosines of given passages with the query; those without a vector are left out.
    func cosines(of passages: [Int64], _ vector: [Float]) throws -> [Int64: Float] {
        let query = ScanQuery(vector)
        var found: [Int64: Float] = [:]
        var scores: [Float] = []
        try index.withBytes { bytes in
            for passage in passages {
                guard let row = try index.row(of: passage, bytes) else { continue }
                index.scores(of: row..<row + 1, [query], scan, bytes, into: &scores)
                found[passage] = scores[0] * query.scale
            }
        }
        return found
    }

    private func compare(_ rows: Range<Int>, _ query: ScanQuery, _ filters: [SegmentFilter], _ bytes: RawSpan, into best: inout BestPassages<Float>) {
        var scores: [Float] = []
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.tile) {
            let part = start..<min(start + Self.tile, rows.upperBound)
            index.scores(of: part, [query], scan, bytes, into: &scores)
            // Scores are compared before they are scaled; the scale is never negative.
            var least = query.scale > 0 ? best.threshold / query.scale : .infinity
            for place in 0..<part.count where scores[place] > least {
                insert(index.id(part.lowerBound + place, bytes), scores[place] * query.scale, filters, into: &best)
                least = best.threshold / query.scale
            }
        }
    }

    /// Puts a passage among the best, if the store has it and it passes the filters.
    private func insert(_ id: Int64, _ score: Float, _ filters: [SegmentFilter], into best: inout BestPassages<Float>) {
        for (number, segment) in snapshot.segments.enumerated() {
            let isDone = segment.file.bytes.withBytes { bytes in
                guard let row = segment.row(of: id, bytes) else { return false }
                if filters[number].passes(row, bytes) {
                    best.insert(
                        id: id, score: score, segment: number, row: row, content: bytes.element(row, at: segment.contents),
                        voice: bytes.element(row, at: segment.voices))
                }
                return true
            }
            if isDone { return }
        }
    }

    /// The passages that pass, or `nil` when they are many.
    private func fewIDs(passing filters: [SegmentFilter]) -> [Int64]? {
        var ids: [Int64] = []
        for (segment, filter) in zip(snapshot.segments, filters) where !filter.isEmpty {
            let isFew = segment.file.bytes.withBytes { bytes in
                for row in 0..<segment.count where filter.passes(row, bytes) {
                    if ids.count == Self.fewPassages { return false }
                    ids.append(segment.id(row, bytes))
                }
                return true
            }
            if !isFew { return nil }
        }
        return ids
    }
}
