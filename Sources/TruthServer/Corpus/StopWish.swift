import Synchronization

/// Tells work on another thread that nobody waits for it any more.
final class StopWish: Sendable {
    private let isStopped = Atomic(false)

    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// - Throws: `CancellationError` after `stop()`.
    func check() throws {
        if isStopped.load(ordering: .relaxed) { throw CancellationError() }
    }
}
