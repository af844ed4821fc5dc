import TruthModels

/// What happens to one of the answers that a request asked for.
struct ChoiceEvent: Sendable {
    /// The number of the answer, counted from 0.
    var index: Int
    var event: GenerationEvent

    /// Generates one answer per request, `width` at a time, and hands on each event as it comes.
    static func generate(
        _ requests: [GenerationRequest], with generator: any TextGenerator, atOnce width: Int,
        yield: @escaping @Sendable (ChoiceEvent) -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, request) in requests.enumerated() {
                if index >= width { try await group.next() }
                group.addTask {
                    for try await event in generator.generate(request) { yield(ChoiceEvent(index: index, event: event)) }
                    try Task.checkCancellation()
                }
            }
            try await group.waitForAll()
        }
    }
}
