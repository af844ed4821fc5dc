import HTTPTypes
import Hummingbird
import Logging

/// Turns the events of a job into server-sent events.
protocol EventEncoder: Sendable {
    associatedtype Event: Sendable

    /// The frames for `event`, each ended by an empty line; empty when there is nothing to say.
    mutating func frames(for event: Event) throws -> String

    /// The frames after the last event.
    mutating func end() throws -> String

    /// The frame that tells of a failure after the answer has begun.
    func failure(_ error: APIError) throws -> String
}

extension Response {
    /// A stream of the job's events, of which `first` has been taken.
    init<Encoder: EventEncoder>(
        streaming job: Job<Encoder.Event>, first: Encoder.Event, encoder: Encoder, logger: Logger
    ) {
        let headers: HTTPFields = [
            .contentType: "text/event-stream",
            .cacheControl: "no-store",
            // Tells proxies in front of the server to pass each event on at once.
            .accelBuffering: "no",
            .connection: "close",
        ]
        self.init(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                var encoder = encoder
                var writer = writer
                do {
                    try await writer.send(encoder.frames(for: first))
                    try await job.forEach { try await writer.send(encoder.frames(for: $0)) }
                    try await writer.send(encoder.end())
                } catch {
                    // When the client has left there is nobody to tell; the write fails and the connection closes.
                    await job.end()
                    try await writer.send(encoder.failure(ErrorShape.explained(error, logger: logger)))
                }
                try await writer.finish(nil)
            })
    }
}

extension ResponseBodyWriter {
    fileprivate mutating func send(_ frames: String) async throws {
        if !frames.isEmpty { try await write(ByteBuffer(string: frames)) }
    }
}
