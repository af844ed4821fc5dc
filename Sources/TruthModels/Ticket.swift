import Synchronization
package import TruthGrammar

/// A request on its way through the engine, and the stream its events go to.
package final class Ticket: Sendable {
    package let request: GenerationRequest
    /// The prompt's tokens: at least one, all in the vocabulary, short enough for the context.
    package let prompt: [Int]
    /// What corrects the model for this request.
    package let adapter: Adapter?
    /// What the answer must fit, over the model's vocabulary.
    package let automaton: TokenAutomaton?
    private let continuation: AsyncThrowingStream<GenerationEvent, any Error>.Continuation
    private let cancelled = Atomic(false)

    package init(
        request: GenerationRequest, prompt: [Int], adapter: Adapter? = nil, automaton: TokenAutomaton? = nil,
        continuation: AsyncThrowingStream<GenerationEvent, any Error>.Continuation
    ) {
        self.request = request
        self.prompt = prompt
        self.adapter = adapter
        self.automaton = automaton
        self.continuation = continuation
    }

    /// Whether the one who asked has gone away.
    package var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    package func cancel() {
        cancelled.store(true, ordering: .relaxed)
    }

    package func send(_ event: GenerationEvent) {
        continuation.yield(event)
    }

    /// Ends the stream, with an error if there is one.
    package func close(throwing error: (any Error)? = nil) {
        continuation.finish(throwing: error)
    }
}
