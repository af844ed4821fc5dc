import Foundation
import TruthTensors

// N vectors · D components · L lists
/// The vectors of a store's passages in 8 bits a component, as a file beside it.
///
/// The sections, besides the manifest: `ids` (passages, `[N]`), `scales` (`[N]`), `codes` (`[N, D]`, rows padded to a multiple of 64,
/// offset by 128), `order` (rows in the order of their passages, `[N]`); and when there are lists, `starts` (`[L + 1]`), the rows at which
/// they begin, and the vectors in their middle, `middle-scales` and `middle-codes`. Without lists the rows are in the order of passages.
struct VectorIndex: Sendable {
    static let magic = "TGVECTOR"
    static let version: UInt32 = 1

    struct Manifest: Codable, Sendable {
        var dimension: Int
        var count: Int
        /// What the vectors were made with: a name, and the vector of ``EmbedderProbe/text``.
        var embedder: EmbedderProbe
        /// The highest number of a passage that was looked at: the generation.
        var lastPassage: Int64
        var probes: [PassageProbe]
        var lists: ListSettings?
    }

    /// How the lists are searched, and how well that was found to do.
    struct ListSettings: Codable, Hashable, Sendable {
        var count: Int
        /// The lists nearest to a query that are searched.
        var searched: Int
        /// The share of the ten nearest vectors that this finds, on so many queries: middles of vectors that the lists weren't made from.
        var recallAt10: Double
        var queryCount: Int
    }

    let manifest: Manifest
    let stride: Int
    let identity: FileIdentity?
    private let file: IndexFile
    private let ids: Int
    private let order: Int
    private let codes: Range<Int>
    private let scales: Range<Int>
    private let starts: Int
    private let middleCodes: Range<Int>
    private let middleScales: Range<Int>

    var count: Int { manifest.count }

    static func path(ofStore path: String) -> String { SearchIndexFiles.vectors.path(ofStore: path) }

    /// Opens the file at `path`.
    ///
    /// - Throws: ``IndexError``.
    init(path: String) throws {
        let identity = FileIdentity(path: path)
        try self.init(file: IndexFile(path: path, magic: Self.magic, version: Self.version), identity: identity)
    }

    init(file: IndexFile, identity: FileIdentity?) throws {
        let manifest: Manifest = try file.manifest()
        let stride = StoredVector.stride(of: manifest.dimension)
        guard (1...65_536).contains(manifest.dimension), manifest.count >= 0, manifest.count <= Int(UInt32.max) else {
            throw file.damage("it says it has \(manifest.count) vectors of \(manifest.dimension) components")
        }
        let listCount = manifest.lists?.count ?? 0
        guard listCount >= 0, listCount <= manifest.count else { throw file.damage("it says it has \(listCount) lists") }
        func array(_ name: String, unit: Int, count: Int) throws -> Range<Int> {
            let range = try file.section(name, unit: unit)
            guard range.count == unit * count else { throw file.damage("section \(name) has \(range.count / unit) elements instead of \(count)") }
            return range
        }
        self.file = file
        self.manifest = manifest
        self.stride = stride
        self.identity = identity
        ids = try array("ids", unit: 8, count: manifest.count).lowerBound
        order = try array("order", unit: 4, count: manifest.count).lowerBound
        codes = try array("codes", unit: stride, count: manifest.count)
        scales = try array("scales", unit: 4, count: manifest.count)
        starts = try array("starts", unit: 8, count: listCount + 1).lowerBound
        middleCodes = try array("middle-codes", unit: stride, count: listCount)
        middleScales = try array("middle-scales", unit: 4, count: listCount)
    }

    func withBytes<Result>(_ body: (RawSpan) throws -> Result) rethrows -> Result { try file.bytes.withBytes(body) }

    func id(_ row: Int, _ bytes: RawSpan) -> Int64 { bytes.element(row, at: ids) }

    /// The row of a passage's vector.
    func row(of passage: Int64, _ bytes: RawSpan) throws -> Int? {
        var fault = false
        func rowAt(_ place: Int) -> Int {
            let row = Int(bytes.element(place, at: order, as: UInt32.self))
            if row >= count { fault = true }
            return min(row, count - 1)
        }
        let place = lowerBound(count) { id(rowAt($0), bytes) < passage }
        let row = place < count ? rowAt(place) : nil
        if fault { throw file.damage("its order names rows that aren't there") }
        return row.flatMap { id($0, bytes) == passage ? $0 : nil }
    }

    /// The vector of a row as it is stored.
    func stored(_ row: Int, _ bytes: RawSpan) -> StoredVector {
        var vector = StoredVector([])
        vector.bytes = (0..<stride).map { bytes.element($0, at: codes.lowerBound + row * stride, as: UInt8.self) }
        vector.scale = bytes.element(row, at: scales.lowerBound)
        return vector
    }

    /// The rows of a list.
    func rows(ofList list: Int, _ bytes: RawSpan) throws -> Range<Int> {
        let start: UInt64 = bytes.element(list, at: starts), end: UInt64 = bytes.element(list + 1, at: starts)
        guard start <= end, end <= UInt64(count) else { throw file.damage("list \(list) is rows \(start) to \(end) of \(count)") }
        return Int(start)..<Int(end)
    }

    /// The inner products of queries with some rows, `[queries, rows]`, less the queries' scales.
    func scores(of rows: Range<Int>, _ queries: [ScanQuery], _ scan: VectorScan, _ bytes: RawSpan, into scores: inout [Float]) {
        scan.scores(vectors: bytes.extracting(codes), scales: bytes.extracting(scales), rows: rows, queries: queries, into: &scores)
    }

    /// The lists whose middle is nearest to the query, nearest first.
    func nearestLists(_ query: ScanQuery, limit: Int, _ scan: VectorScan, _ bytes: RawSpan) -> [Int] {
        let count = manifest.lists?.count ?? 0
        var scores: [Float] = []
        scan.scores(
            vectors: bytes.extracting(middleCodes), scales: bytes.extracting(middleScales), rows: 0..<count, queries: [query], into: &scores)
        return (0..<count).sorted { scores[$0] > scores[$1] }.prefix(limit).map { $0 }
    }
}

/// Tells whether an embedder is the one that made some vectors: by the vector it gives to one sentence.
struct EmbedderProbe: Codable, Sendable {
    static let text = "The quick brown fox jumps over the lazy dog, wrote the newspaper on 3 May."

    var name: String
    var vector: [Float]

    init(_ embedder: any Embedder, name: String) throws {
        self.name = name
        vector = try embedder.embed([Self.text])[0]
    }

    /// Whether another embedder gives nearly the same vector: the same weights in another precision do.
    func agrees(with other: EmbedderProbe) -> Bool {
        vector.count == other.vector.count && zip(vector, other.vector).reduce(0) { $0 + $1.0 * $1.1 } > 0.98
    }
}
