import Synchronization

/// The grammars used last, compiled: a schema that comes with every request is compiled once.
public final class GrammarCache: Sendable {
    private struct Entries {
        var grammars: [Grammar.Source: Grammar] = [:]
        /// Least recently used first.
        var order: [Grammar.Source] = []
    }

    private let capacity: Int
    private let entries = Mutex(Entries())

    /// - Parameter capacity: How many are kept.
    public init(capacity: Int = 16) {
        self.capacity = capacity
    }

    /// The grammar of `source`, compiled now or before.
    ///
    /// - Throws: As ``Grammar/init(_:)``.
    public func grammar(_ source: Grammar.Source) throws -> Grammar {
        if let known = entries.withLock({ Self.use(source, &$0) }) { return known }
        let grammar = try Grammar(source)
        return entries.withLock { entries in
            // Another request may have compiled the same one meanwhile.
            if let known = Self.use(source, &entries) { return known }
            entries.grammars[source] = grammar
            entries.order.append(source)
            if entries.order.count > capacity { entries.grammars[entries.order.removeFirst()] = nil }
            return grammar
        }
    }

    private static func use(_ source: Grammar.Source, _ entries: inout Entries) -> Grammar? {
        guard let known = entries.grammars[source] else { return nil }
        entries.order.removeAll { $0 == source }
        entries.order.append(source)
        return known
    }
}
