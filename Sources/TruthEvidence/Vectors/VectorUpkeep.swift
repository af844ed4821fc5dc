import Foundation
import Synchronization

/// Keeps the vectors beside a store in step with it while a program runs, a few passages at a time.
public final class VectorUpkeep: Sendable {
    private struct State: Equatable {
        var lastPassage: Int64
        var file: FileIdentity?
    }

    private let store: EvidenceStore
    private let embedder: any Embedder
    private let name: String
    /// What was found complete last.
    private let complete = Mutex<State?>(nil)

    /// Between two calls of `progress`: some tens of milliseconds of work.
    private static let batchSize = 16

    /// - Parameter name: The embedder's, for people.
    public init(store: EvidenceStore, embedder: any Embedder, name: String) {
        self.store = store
        self.embedder = embedder
        self.name = name
    }

    /// Computes the vectors that passages lack; at once done when nothing has changed since the last call.
    ///
    /// - Parameter progress: Is told of each few passages, when their vectors are safe; it may take its time. What it throws ends the work, and the next
    ///   call goes on, also after the program's end.
    /// - Returns: Whether there was anything to do.
    /// - Throws: As ``PassageEmbedding/run(progress:)``.
    @discardableResult
    public func update(progress: (PassageEmbedding.Progress) throws -> Void) throws -> Bool {
        var state = try state()
        if state.lastPassage == 0 || complete.withLock({ $0 == state }) { return false }
        let embedding = try PassageEmbedding(store: store, embedder: embedder, name: name, batchSize: Self.batchSize)
        let wasComplete = try embedding.isComplete()
        if !wasComplete { _ = try embedding.run(progress: progress) }
        // What was added meanwhile is left for the next call.
        state.file = FileIdentity(path: VectorIndex.path(ofStore: store.path))
        complete.withLock { [state] in $0 = state }
        return !wasComplete
    }

    private func state() throws -> State {
        State(lastPassage: try store.lastPassage(), file: FileIdentity(path: VectorIndex.path(ofStore: store.path)))
    }
}
