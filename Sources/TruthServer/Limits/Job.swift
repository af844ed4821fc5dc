import Hummingbird

/// The work of one request: it waits for its turn, runs within the time limit, and ends when the client goes away.
///
/// Its events come out of a stream that buffers them, so that a client that reads slowly doesn't hold a place.
final class Job<Event: Sendable>: Sendable {
    /// What happened so far and is to come; one reader at a time, which continues where the last one stopped.
    let events: AsyncThrowingStream<Event, any Error>
    private let watch: ClientWatch

    init(
        for request: Request, gate: RequestGate, timeLimit: Duration,
        work: @escaping @Sendable (_ yield: @escaping @Sendable (Event) -> Void) async throws -> Void
    ) {
        let (events, continuation) = AsyncThrowingStream.makeStream(of: Event.self)
        let task = Task {
            do {
                try await within(timeLimit) {
                    APIError.tooSlow(timeLimit)
                } perform: {
                    try await gate.pass { try await work { continuation.yield($0) } }
                }
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        self.events = events
        watch = ClientWatch(request) { task.cancel() }
    }

    /// The first event, so that an error can still become the answer's status.
    func first() async throws -> Event {
        do {
            var iterator = events.makeAsyncIterator()
            guard let event = try await iterator.next() else { throw CancellationError() }
            return event
        } catch {
            await end()
            throw error
        }
    }

    /// Hands every event to `receive`, then ends.
    func forEach(_ receive: (Event) async throws -> Void) async throws {
        do {
            for try await event in events { try await receive(event) }
            // A cancelled stream ends like a complete one.
            try Task.checkCancellation()
        } catch {
            await end()
            throw error
        }
        await end()
    }

    /// Stops watching the connection.
    func end() async {
        await watch.end()
    }
}
