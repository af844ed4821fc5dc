import Foundation
import TruthTensors

/// Writes the vectors' file: in lists when they are many, and then with what searching some of the lists costs in recall.
struct VectorIndexWriter {
    let embedder: EmbedderProbe
    let lastPassage: Int64
    let probes: [PassageProbe]
    /// From so many vectors on, lists are made.
    var fewestForLists = VectorLists.fewestVectors

    private static let queryCount = 400
    /// A real query is seldom as near to a passage as passages of one collection are to each other, so its neighbours lie in more lists
    /// than a passage's do. The middle of so many passages is about as far from all of them as a real query is.
    private static let mixture = 6
    private static let recallGoal = 0.99

    /// - Parameter progress: Is told the share that is done.
    func write(_ vectors: VectorCollection, to path: String, progress: (Double) -> Void = { _ in }) throws {
        try file(vectors, progress: progress).write(to: path)
    }

    func file(_ vectors: VectorCollection, progress: (Double) -> Void = { _ in }) throws -> IndexFileWriter {
        guard vectors.count >= fewestForLists else {
            let sorted = vectors.reordered((0..<vectors.count).sorted { vectors.ids[$0] < vectors.ids[$1] })
            return try file(sorted, starts: [0], middles: [], settings: nil)
        }
        var random = SeededNumbers(seed: 23)
        let heldOut = (0..<min(Self.queryCount * Self.mixture, vectors.count / 4)).map { _ in Int.random(in: 0..<vectors.count, using: &random) }
        let lists = VectorLists(vectors, heldOut: Set(heldOut), progress: progress)
        let (order, starts) = lists.order(of: vectors)
        let queries = stride(from: 0, to: heldOut.count - Self.mixture + 1, by: Self.mixture).map { start in
            Self.middle(of: heldOut[start..<start + Self.mixture].map { vectors.vector($0) })
        }
        let grouped = vectors.reordered(order)
        let all = ListSettingsTrial(vectors: grouped, starts: starts, middles: lists.middles)
        return try file(grouped, starts: starts, middles: lists.middles, settings: all.settings(queries, goal: Self.recallGoal))
    }

    private static func middle(of vectors: [[Float]]) -> [Float] {
        let sum = vectors.dropFirst().reduce(vectors[0]) { zip($0, $1).map { $0 + $1 } }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? sum.map { $0 / length } : sum
    }

    private func file(
        _ vectors: VectorCollection, starts: [UInt64], middles: [[Float]], settings: VectorIndex.ListSettings?
    ) throws -> IndexFileWriter {
        var file = IndexFileWriter(magic: VectorIndex.magic, version: VectorIndex.version)
        try file.add(
            manifest: VectorIndex.Manifest(
                dimension: vectors.dimension, count: vectors.count, embedder: embedder, lastPassage: lastPassage, probes: probes,
                lists: settings))
        file.add("ids", vectors.ids)
        file.add("order", (0..<vectors.count).sorted { vectors.ids[$0] < vectors.ids[$1] }.map { UInt32($0) })
        file.add("scales", vectors.scales)
        file.add("codes", vectors.codes)
        file.add("starts", starts)
        let stored = middles.map { StoredVector($0) }
        file.add("middle-scales", stored.map(\.scale))
        file.add("middle-codes", stored.flatMap(\.bytes))
        return file
    }
}

/// Finds how many lists have to be searched for a recall, with queries from vectors that the lists weren't made from.
private struct ListSettingsTrial {
    let vectors: VectorCollection
    let starts: [UInt64]
    let middles: [[Float]]
    private static let neighbours = 10

    /// Half of the queries choose the number of lists, the other half says what recall it gives.
    func settings(_ queries: [[Float]], goal: Double) -> VectorIndex.ListSettings {
        let needed = queries.map(listsNeeded)
        let choosing = needed[..<(needed.count / 2)], judging = needed[(needed.count / 2)...]
        // A little above the goal, since the choice flatters itself.
        let wanted = goal + 0.002
        let searched = (1...middles.count).first { Self.recall(choosing, searching: $0) >= wanted } ?? middles.count
        return VectorIndex.ListSettings(
            count: middles.count, searched: searched, recallAt10: Self.recall(judging, searching: searched), queryCount: judging.count)
    }

    private static func recall(_ needed: ArraySlice<[Int]>, searching count: Int) -> Double {
        let found = needed.reduce(0) { $0 + $1.count { $0 < count } }
        return Double(found) / Double(max(1, needed.reduce(0) { $0 + $1.count }))
    }

    /// For each of the nearest vectors, which place its list has in the order of the query's nearest lists.
    private func listsNeeded(_ vector: [Float]) -> [Int] {
        let query = ScanQuery(vector), scan = VectorScan()
        var scores: [Float] = []
        var best = BestPassages<Float>(limit: Self.neighbours, collapses: false)
        for start in stride(from: 0, to: vectors.count, by: 4096) {
            let rows = start..<min(start + 4096, vectors.count)
            vectors.scores(of: rows, [query], scan, into: &scores)
            for place in 0..<rows.count where scores[place] > best.threshold {
                best.insert(id: vectors.ids[start + place], score: scores[place], segment: 0, row: start + place, content: 0, voice: 0)
            }
        }
        let stored = middles.map { StoredVector($0) }
        let codes = stored.flatMap(\.bytes), scales = stored.map(\.scale)
        scan.scores(vectors: unsafe codes.span.bytes, scales: unsafe scales.span.bytes, rows: 0..<middles.count, queries: [query], into: &scores)
        let order = (0..<middles.count).sorted { scores[$0] > scores[$1] }
        var places = Array(repeating: 0, count: middles.count)
        for (place, list) in order.enumerated() { places[list] = place }
        return best.sorted.map { entry in places[lowerBound(middles.count) { starts[$0 + 1] <= UInt64(entry.row) }] }
    }
}
