import Synchronization

/// Lets a number of requests run, a number wait in order of arrival, and refuses the rest.
package final class RequestGate: Sendable {
    private struct State {
        var running = 0
        var waiting: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        var lastID = 0
    }

    private let capacity: Int
    private let queueCapacity: Int
    private let state = Mutex(State())

    package init(running: Int, waiting: Int) {
        precondition(running > 0 && waiting >= 0, "RequestGate: \(running) running, \(waiting) waiting")
        capacity = running
        queueCapacity = waiting
    }

    /// How many requests run and how many wait.
    package var load: (running: Int, waiting: Int) {
        state.withLock { ($0.running, $0.waiting.count) }
    }

    /// Runs `work` when its turn comes.
    ///
    /// - Throws: ``APIError/overloaded`` when the queue is full; `CancellationError` when the task is cancelled while it waits.
    package func pass<Value>(_ work: () async throws -> Value) async throws -> Value {
        try await enter()
        defer { leave() }
        return try await work()
    }

    private func enter() async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome: Result<Void, any Error>? = state.withLock { state in
                    // Cancelled before this point: the handler below found nothing to remove.
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.running < capacity {
                        state.running += 1
                        return .success(())
                    }
                    guard state.waiting.count < queueCapacity else { return .failure(APIError.overloaded) }
                    state.waiting.append((id, continuation))
                    return nil
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let abandoned = state.withLock { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0).continuation }
            }
            abandoned?.resume(throwing: CancellationError())
        }
    }

    /// Gives the place to the request that has waited longest, or back.
    private func leave() {
        let next = state.withLock { state in
            if state.waiting.isEmpty {
                state.running -= 1
                return nil as CheckedContinuation<Void, any Error>?
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume()
    }
}
