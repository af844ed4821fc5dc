import Foundation

/// What the index files beside a store hold.
public struct IndexStatistics: Sendable, Hashable, Codable {
    /// `nil` when there is no usable file.
    public var lexical: Lexical?
    public var vectors: Vectors?
    /// Why a file that is there can't be used.
    public var faults: [String]

    public struct Lexical: Sendable, Hashable, Codable {
        public var passages: Int
        public var segments: Int
        public var bytes: Int
    }

    public struct Vectors: Sendable, Hashable, Codable {
        public var passages: Int
        public var dimension: Int
        public var embedder: String
        public var bytes: Int
        /// `nil` when all vectors are compared.
        public var lists: Lists?
    }

    public struct Lists: Sendable, Hashable, Codable {
        public var count: Int
        /// The lists nearest to a query that are searched.
        public var searched: Int
        /// The share of the ten nearest vectors that this finds, measured on so many queries: middles of vectors that the lists weren't made from.
        public var recallAt10: Double
        public var queryCount: Int
    }
}

extension EvidenceStore {
    /// What the index files beside the store hold; they are read as a whole.
    public func indexStatistics() throws -> IndexStatistics {
        var statistics = IndexStatistics(lexical: nil, vectors: nil, faults: [])
        guard !isInMemory else { return statistics }
        func read<Index>(_ path: String, _ open: (String) throws -> Index) throws -> (Index, Int)? {
            guard let bytes = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int else { return nil }
            do {
                return (try open(path), bytes)
            } catch let error as IndexError {
                statistics.faults.append(error.description)
                return nil
            }
        }
        if let (index, bytes) = try read(LexicalIndex.path(ofStore: path), { try LexicalIndex(path: $0) }) {
            statistics.lexical = .init(passages: index.manifest.passageCount, segments: index.segments.count, bytes: bytes)
        }
        if let (index, bytes) = try read(VectorIndex.path(ofStore: path), { try VectorIndex(path: $0) }) {
            let lists = index.manifest.lists.map {
                IndexStatistics.Lists(count: $0.count, searched: $0.searched, recallAt10: $0.recallAt10, queryCount: $0.queryCount)
            }
            statistics.vectors = .init(
                passages: index.count, dimension: index.manifest.dimension, embedder: index.manifest.embedder.name, bytes: bytes, lists: lists)
        }
        return statistics
    }
}
