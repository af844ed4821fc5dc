import Synchronization

/// A closure that runs at its first call only.
final class Once: Sendable {
    private let isDone = Atomic(false)
    private let work: @Sendable () -> Void

    init(_ work: @escaping @Sendable () -> Void) {
        self.work = work
    }

    func callAsFunction() {
        if !isDone.exchange(true, ordering: .relaxed) { work() }
    }
}
