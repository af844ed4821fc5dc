/// The tokens of one forward pass: the next token of some conversations, a stretch of prompt of others.
package struct DecoderBatch {
    /// Rows that belong to one conversation and continue its cache.
    package struct Sequence {
        package let rows: Range<Int>
        package let cache: KVCache
        /// What corrects the model for this conversation; `nil` for nothing.
        package let adapter: Adapter?
    }

    /// Rows that one adapter corrects.
    struct AdaptedRows {
        let adapter: Adapter
        let rows: [Int]
    }

    package private(set) var tokens: [Int] = []
    /// Each row's position in its conversation.
    package private(set) var positions: [Int] = []
    package private(set) var sequences: [Sequence] = []
    /// The rows whose logits are wanted, ascending.
    package private(set) var outputRows: [Int] = []

    package init() {}

    /// Adds a conversation's next tokens.
    ///
    /// - Parameters:
    ///   - newTokens: At least one; they follow what `cache` holds.
    ///   - outputs: Which of them need logits, as a range into `newTokens`.
    ///   - adapter: What corrects the model for this conversation.
    /// - Returns: Where the logits will be, as rows of the result.
    /// - Precondition: Each cache is added at most once.
    @discardableResult
    package mutating func append(_ newTokens: ArraySlice<Int>, to cache: KVCache, outputs: Range<Int>, adapter: Adapter? = nil) -> Range<Int> {
        let first = tokens.count
        tokens += newTokens
        positions += cache.count..<cache.count + newTokens.count
        sequences.append(Sequence(rows: first..<tokens.count, cache: cache, adapter: adapter))
        let firstOutput = outputRows.count
        outputRows += outputs.map { first + $0 }
        return firstOutput..<outputRows.count
    }

    package mutating func removeAll() {
        tokens.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
        sequences.removeAll(keepingCapacity: true)
        outputRows.removeAll(keepingCapacity: true)
    }

    /// The rows of each adapter, all of them or, numbered anew, those whose logits are wanted.
    func adaptedRows(isOutput: Bool) -> [AdaptedRows] {
        guard sequences.contains(where: { $0.adapter != nil }) else { return [] }
        var order: [String] = [], found: [String: (adapter: Adapter, rows: [Int])] = [:]
        for sequence in sequences {
            guard let adapter = sequence.adapter else { continue }
            if found[adapter.name] == nil { order.append(adapter.name) }
            let rows = isOutput ? outputRows.indices.filter { sequence.rows.contains(outputRows[$0]) } : Array(sequence.rows)
            found[adapter.name, default: (adapter, [])].rows += rows
        }
        return order.compactMap { name in found[name].flatMap { $0.rows.isEmpty ? nil : AdaptedRows(adapter: $0.adapter, rows: $0.rows) } }
    }
}
