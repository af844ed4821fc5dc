/// The result of `work`, which is cancelled after `limit`; then `failure` is thrown.
func within<Value: Sendable>(
    _ limit: Duration, orThrow failure: @Sendable @escaping () -> APIError, perform work: @Sendable @escaping () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw failure()
        }
        defer { group.cancelAll() }
        // Two tasks were added, so there is a first result.
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}
