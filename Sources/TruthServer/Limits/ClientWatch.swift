import Hummingbird

/// Notices that the client has gone away while its request is worked on.
///
/// Reading from the connection is the only way to learn that it was closed, so a task reads ahead until the answer is
/// complete. The connection can't serve another request after that, hence `Connection: close` on such answers.
final class ClientWatch: Sendable {
    private let done: AsyncStream<Never>.Continuation
    private let task: Task<Void, Never>

    /// Watches from now on; `onGone` is called at most once. The body must have been read to its end.
    init(_ body: RequestBody, onGone: @escaping @Sendable () -> Void) {
        let (stream, done) = AsyncStream.makeStream(of: Never.self)
        self.done = done
        task = Task {
            do {
                try await body.consumeWithInboundCloseHandler { _ in
                    for await _ in stream {}
                } onInboundClosed: {
                    onGone()
                }
            } catch {
                onGone()
            }
        }
    }

    /// Stops watching; only then may the connection be used for anything else.
    func end() async {
        done.finish()
        await task.value
    }

    deinit {
        done.finish()
    }
}
