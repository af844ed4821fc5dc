import Synchronization

/// Where the time of training goes: seconds and floating-point operations by kind.
package final class TrainingProfile: Sendable {
    /// What takes time in a step.
    package enum Kind: String, Sendable, CaseIterable, Codable {
        case forward = "products, forward"
        case inputGradient = "products, input gradient"
        case weightGradient = "products, weight gradient"
        case attention = "attention, forward"
        case attentionGradient = "attention, backward"
        case norms, activations, positions, embeddings
        case loss = "softmax and loss"
        case copies = "copies and sums"
        case optimizer = "AdamW"
    }

    package struct Entry: Sendable, Hashable, Codable {
        package var calls = 0
        package var seconds = 0.0
        /// Floating-point operations of products; other kinds count none.
        package var operations = 0.0
    }

    private let entries = Mutex<[Kind: Entry]?>(nil)

    package init() {}

    /// Begins to count, from nothing.
    package func start() { entries.withLock { $0 = [:] } }

    /// What was counted since ``start()``, the longest first; empty if it never began.
    package var result: [(kind: Kind, entry: Entry)] {
        entries.withLock { ($0 ?? [:]).map { (kind: $0.key, entry: $0.value) } }.sorted { $0.entry.seconds > $1.entry.seconds }
    }

    /// Runs `body` and counts it.
    func measure(_ kind: Kind, operations: Double = 0, _ body: () -> Void) {
        guard entries.withLock({ $0 != nil }) else { return body() }
        let start = ContinuousClock.now
        body()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        entries.withLock { entries in
            entries?[kind, default: Entry()].calls += 1
            entries?[kind]?.seconds += seconds
            entries?[kind]?.operations += operations
        }
    }
}
