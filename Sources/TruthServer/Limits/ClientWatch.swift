import Hummingbird

/// Notices that the client has gone away while its request is worked on.
///
/// Reading from the connection is the only way to learn that it was closed, so a task reads ahead until the answer is
/// complete. The connection can't serve another request after that, hence `Connection: close` on such answers.
final class ClientWatch: Sendable {
    private let done: AsyncStream<Never>.Continuation
    private let task: Task<Void, Never>

    /// Watches from now on; `onGone` is called when the client leaves, or when the watch ends.
    ///
    /// The request's body must have been read to its end.
    init(_ request: Request, onGone: @escaping @Sendable () -> Void) {
        var request = request
        // Hummingbird looks for the end of a body before it watches; what was read already has none, an empty one does.
        request.body = RequestBody(buffer: ByteBuffer())
        let body = request.body
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
