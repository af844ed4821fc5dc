import Foundation
import GRDB
import TruthTensors

/// Computes the vectors of a store's passages and keeps them beside it.
public struct PassageEmbedding {
    /// How far the work is.
    public struct Progress: Sendable, Hashable, Codable {
        /// Passages that have a vector, and passages in all.
        public var embedded: Int
        public var total: Int

        public init(embedded: Int, total: Int) {
            self.embedded = embedded
            self.total = total
        }
    }

    private let store: EvidenceStore
    private let embedder: any Embedder
    private let probe: EmbedderProbe
    private let path: String
    private let fewestForLists: Int
    private let batchSize: Int

    /// Passages that are read together and put in the order of their lengths.
    private static let poolSize = 2048
    /// Passages of similar length that are embedded together, and then are safe.
    public static let batchSize = 128

    /// - Parameters:
    ///   - name: The embedder's, for people.
    ///   - batchSize: So many passages are embedded between two calls of `progress`.
    ///   - fewestForLists: From so many vectors on, they are put in lists.
    /// - Throws: What the embedder throws, or ``SearchError/noVectors(path:)`` for a store in memory.
    public init(
        store: EvidenceStore, embedder: any Embedder, name: String, batchSize: Int = PassageEmbedding.batchSize, fewestForLists: Int = 200_000
    ) throws {
        guard !store.isInMemory else { throw SearchError.noVectors(path: store.path) }
        self.store = store
        self.embedder = embedder
        self.fewestForLists = fewestForLists
        self.batchSize = batchSize
        probe = try EmbedderProbe(embedder, name: name)
        path = VectorIndex.path(ofStore: store.path)
    }

    /// Embeds every passage that has no vector yet, then writes them all to one file.
    ///
    /// Vectors are safe batch by batch: after a kill the next run goes on where this one stopped.
    ///
    /// - Parameter progress: Is told of each batch, when it is safe. What it throws ends the work.
    /// - Returns: What was done.
    /// - Throws: `EvidenceError`, ``IndexError``, or what the embedder throws.
    public func run(progress: (Progress) throws -> Void = { _ in }) throws -> Progress {
        let journal = try VectorJournal(path: journalPath, embedder: probe)
        let last = try store.lastPassage()
        let old = try usableIndex()
        let known = Set(journal.vectors.ids).union(old?.ids ?? [])
        let wanted = try store.passageIDs(through: last)
        var state = Progress(embedded: known.intersection(wanted).count, total: wanted.count)
        try progress(state)
        let missing = wanted.filter { !known.contains($0) }
        for start in stride(from: 0, to: missing.count, by: Self.poolSize) {
            let texts = try store.embeddedTexts(of: Array(missing[start..<min(start + Self.poolSize, missing.count)]))
            let pool = texts.sorted { $0.text.utf8.count < $1.text.utf8.count }
            for first in stride(from: 0, to: pool.count, by: batchSize) {
                let batch = pool[first..<min(first + batchSize, pool.count)]
                let vectors = try embedder.embed(batch.map(\.text))
                try journal.append(zip(batch, vectors).map { ($0.id, StoredVector($1)) })
                state.embedded += batch.count
                try progress(state)
            }
        }
        // Some may have been removed or forgotten meanwhile.
        try finish(journal, old, wanted: Set(store.passageIDs(through: last)), last: last)
        return state
    }

    private var journalPath: String { path + ".journal" }

    /// Whether the file covers the store as it is, as far as its manifest says.
    func isComplete() throws -> Bool {
        guard !FileManager.default.fileExists(atPath: journalPath), let index = try? VectorIndex(path: path) else { return false }
        return try index.manifest.embedder.agrees(with: probe) && index.manifest.lastPassage == store.lastPassage() && store.agrees(with: index.manifest.probes)
    }

    private func finish(_ journal: VectorJournal, _ old: VectorCollection?, wanted: Set<Int64>, last: Int64) throws {
        if journal.vectors.count == 0, let old, wanted.isSuperset(of: old.ids) { return try journal.remove() }
        var all = VectorCollection(dimension: probe.vector.count)
        if let old { all.append(contentsOf: old) { wanted.contains($0) } }
        let known = Set(all.ids)
        all.append(contentsOf: journal.vectors) { wanted.contains($0) && !known.contains($0) }
        let writer = VectorIndexWriter(
            embedder: probe, lastPassage: last, probes: try store.probes(through: last), fewestForLists: fewestForLists)
        try writer.write(all, to: path)
        try journal.remove()
    }

    /// What the file has, if it is whole, of this embedder and of this store.
    private func usableIndex() throws -> VectorCollection? {
        guard FileManager.default.fileExists(atPath: path), let index = try? VectorIndex(path: path) else { return nil }
        guard index.manifest.embedder.agrees(with: probe), try store.agrees(with: index.manifest.probes) else { return nil }
        return index.collection()
    }
}

extension VectorIndex {
    /// A copy in memory.
    func collection() -> VectorCollection {
        var vectors = VectorCollection(dimension: manifest.dimension)
        withBytes { bytes in
            for row in 0..<count { vectors.append(stored(row, bytes), id: id(row, bytes)) }
        }
        return vectors
    }
}

extension EvidenceStore {
    func passageIDs(through last: Int64) throws -> [Int64] {
        try translatingErrors {
            try database.read { try Int64.fetchAll($0, sql: "SELECT id FROM passages WHERE id <= ? ORDER BY id", arguments: [last]) }
        }
    }

    /// What is embedded of passages: title, text, and for a post the beginning of what it replies to.
    func embeddedTexts(of ids: [Int64]) throws -> [(id: Int64, text: String)] {
        try translatingErrors {
            try database.read { database in
                let marks = databaseQuestionMarks(count: ids.count)
                let passages = try Passage.fetch(database, where: "passages.id IN (\(marks))", StatementArguments(ids))
                return passages.map { passage in
                    let title = passage.title.map { $0 + ". " } ?? ""
                    let context = passage.context.map { "\n" + $0 } ?? ""
                    return (passage.id, title + passage.text + context)
                }
            }
        }
    }
}
