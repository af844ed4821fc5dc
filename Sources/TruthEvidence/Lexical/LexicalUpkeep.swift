import Foundation
import Synchronization

/// Keeps the lexical index of one store in step with it: the file beside the store, and in memory what is newer than the file.
final class LexicalUpkeep: Sendable {
    private struct State {
        var base: LexicalIndex?
        var wasOpened = false
        /// What is newer than the file, the oldest first.
        var recent: [LexicalSegment] = []
        /// The highest number of a passage that base and recent cover.
        var covered: Int64 = 0
        var gone: Set<Int64> = []
        var fault: IndexError?
        var isUpdating = false
    }

    private let state = Mutex(State())

    /// So many passages are indexed in memory, in well under a second; more go into the file first.
    static let mostRecent = 20_000
    /// So many pieces in memory are made into one.
    private static let mostPieces = 8
    /// So many segments in the file are made into one.
    private static let mostSegments = 8

    /// Why the file couldn't be used when it was last tried, or `nil`.
    var fault: IndexError? { state.withLock { $0.fault } }

    /// The index of the store as it is now, or `nil` when too much of the store isn't in it yet.
    func snapshot(of store: EvidenceStore) throws -> LexicalSnapshot? {
        try state.withLock { state in
            let last = try store.lastPassage()
            if !state.wasOpened || last < state.covered { try open(&state, store) }
            if last > state.covered, !(try addRecent(through: last, &state, store)) { return nil }
            return LexicalSnapshot(segments: (state.base?.segments ?? []) + state.recent, gone: state.gone)
        }
    }

    /// How many passages of the store aren't in the file, counted up to `limit`.
    func lag(behind store: EvidenceStore, limit: Int) throws -> Int {
        try state.withLock { state in
            if !state.wasOpened { try open(&state, store) }
            return try store.passageCount(after: state.base?.manifest.lastPassage ?? 0, limit: limit)
        }
    }

    /// Looks which passages are no longer in the store, after one of them was found missing.
    func refreshGone(of store: EvidenceStore) throws {
        let segments = state.withLock { ($0.base?.segments ?? []) + $0.recent }
        let ids = segments.flatMap { segment in
            segment.file.bytes.withBytes { bytes in (0..<segment.count).map { segment.id($0, bytes) } }
        }
        let gone = try store.missing(of: ids)
        state.withLock { $0.gone = gone }
    }

    /// Opens the file; without a usable one the index begins empty.
    private func open(_ state: inout State, _ store: EvidenceStore) throws {
        state.base = nil
        state.recent = []
        state.gone = []
        state.covered = 0
        state.wasOpened = true
        guard let path = store.lexicalPath, FileManager.default.fileExists(atPath: path) else { return }
        do {
            let index = try LexicalIndex(path: path)
            guard try index.manifest.lastPassage <= store.lastPassage(), try store.agrees(with: index.manifest.probes) else {
                throw IndexError.otherStore(path: path)
            }
            state.base = index
            state.covered = index.manifest.lastPassage
            state.fault = nil
        } catch let error as IndexError {
            state.fault = error
        }
    }

    /// Indexes in memory what is newer, unless that is too much.
    private func addRecent(through last: Int64, _ state: inout State, _ store: EvidenceStore) throws -> Bool {
        if try store.passageCount(after: state.base?.manifest.lastPassage ?? 0, limit: Self.mostRecent + 1) > Self.mostRecent {
            // Another process may have brought the file up to date.
            guard let path = store.lexicalPath, FileIdentity(path: path) != state.base?.file else { return store.isInMemory ? try addPiece(through: last, &state, store) : false }
            try open(&state, store)
            if try store.passageCount(after: state.covered, limit: Self.mostRecent + 1) > Self.mostRecent { return false }
        }
        return try addPiece(through: last, &state, store)
    }

    private func addPiece(through last: Int64, _ state: inout State, _ store: EvidenceStore) throws -> Bool {
        if state.recent.count >= Self.mostPieces {
            state.recent = []
            state.covered = state.base?.manifest.lastPassage ?? 0
        }
        var builder = LexicalBuilder()
        try store.forEachPassage(after: state.covered, through: last) { builder.add($0) }
        state.covered = last
        guard builder.count > 0 else { return true }
        let length = state.base?.manifest.referenceLength ?? builder.meanLength
        var writer = IndexFileWriter(magic: LexicalIndex.magic, version: LexicalIndex.version)
        builder.write(to: &writer, prefix: "0/", referenceLength: length)
        state.recent.append(
            try LexicalSegment(file: IndexFile(memory: writer.encoded(), magic: LexicalIndex.magic, version: LexicalIndex.version), prefix: "0/"))
        return true
    }

    // MARK: The file

    /// Writes the file anew so that it covers the whole store: what it has is kept, what is newer is added, and after many additions
    /// everything is indexed afresh.
    ///
    /// - Parameter progress: Is told how many passages have been read, and of about how many.
    /// - Returns: Whether anything was written.
    func update(_ store: EvidenceStore, progress: (Int, Int) -> Void = { _, _ in }) throws -> Bool {
        guard let path = store.lexicalPath else { return false }
        let last = try store.lastPassage()
        let base = try state.withLock { state in
            try open(&state, store)
            return state.base
        }
        if let base, base.manifest.lastPassage == last { return false }
        if base == nil, last == 0 { return false }
        let old = base.flatMap { Self.isWorthKeeping($0, last: last) ? $0 : nil }
        try LexicalIndexWriter(store: store, old: old, last: last).write(to: path, progress: progress)
        try state.withLock { try open(&$0, store) }
        return true
    }

    /// Many small segments, or much that is new, are reason to begin afresh.
    private static func isWorthKeeping(_ index: LexicalIndex, last: Int64) -> Bool {
        index.segments.count < mostSegments && Double(last - index.manifest.lastPassage) < 0.5 * Double(index.manifest.passageCount)
    }

    /// Updates the file in the background, unless that is being done. A failure is kept as ``fault``; searches go on without the file.
    func updateInBackground(_ store: EvidenceStore) {
        let isFree = state.withLock { state in
            defer { state.isUpdating = true }
            return !state.isUpdating
        }
        guard isFree else { return }
        Thread.detachNewThread { [self] in
            do {
                _ = try update(store)
                state.withLock { $0.isUpdating = false }
            } catch {
                let path = store.lexicalPath ?? store.path
                state.withLock {
                    $0.isUpdating = false
                    $0.fault = error as? IndexError ?? .notWritable(path: path, reason: "\(error)")
                }
            }
        }
    }
}
