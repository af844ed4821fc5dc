import Dispatch

/// Runs calls that block, such as a search in the store, on threads of their own, so that requests keep flowing.
struct BlockingWork: Sendable {
    private let queue = DispatchQueue(label: "truthgpt.server.blocking", attributes: .concurrent)

    func callAsFunction<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
