import Synchronization

/// Tells work on another thread that nobody waits for it any more.
final class StopWish: Sendable {
    private let state = Atomic(false)

    var isStopped: Bool { state.load(ordering: .relaxed) }

    func stop() { state.store(true, ordering: .relaxed) }

    /// - Throws: `CancellationError` after `stop()`.
    func check() throws {
        if isStopped { throw CancellationError() }
    }
}
