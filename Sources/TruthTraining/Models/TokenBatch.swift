/// Sequences of one length, and what each of their tokens should be followed by.
package struct TokenBatch: Sendable {
    package let sequences: Int
    package let sequenceLength: Int
    /// `[sequences · sequenceLength]`
    package var tokens: [Int32]
    /// The next token of each; a negative one doesn't count.
    package var targets: [Int32]
    /// How much each counts; `nil` for 1.
    package var weights: [Float]?
    /// Each token's position in its document.
    package var positions: [Int32]
    /// Which document of the batch each token belongs to; `nil` where sequences are read whole.
    package var documents: [Int32]?

    /// Sequences of `T + 1` tokens, each predicting the last `T` from the first `T`.
    package init(_ rows: [[Int32]]) {
        precondition(!rows.isEmpty && rows.allSatisfy { $0.count == rows[0].count && $0.count > 1 }, "TokenBatch: rows of \(Set(rows.map(\.count)).sorted()) tokens")
        sequences = rows.count
        sequenceLength = rows[0].count - 1
        tokens = rows.flatMap { $0.dropLast() }
        targets = rows.flatMap { $0.dropFirst() }
        positions = Array(repeating: (0..<Int32(sequenceLength)).map { $0 }, count: sequences).flatMap { $0 }
    }

    /// Sequences that were put together elsewhere; see ``SequencePacker``.
    package init(sequences: Int, tokens: [Int32], targets: [Int32], positions: [Int32], documents: [Int32]) {
        precondition(
            sequences > 0 && tokens.count % sequences == 0 && targets.count == tokens.count && positions.count == tokens.count
                && documents.count == tokens.count,
            "TokenBatch: \(sequences) sequences of \(tokens.count) tokens, \(targets.count) targets, \(positions.count) positions, \(documents.count) documents")
        self.sequences = sequences
        sequenceLength = tokens.count / sequences
        self.tokens = tokens
        self.targets = targets
        self.positions = positions
        self.documents = documents
    }

    /// Keeps documents apart: a token sees none before the last `end` token, and positions begin anew behind it.
    package mutating func separateDocuments(endToken end: Int32) {
        var documents: [Int32] = []
        documents.reserveCapacity(tokens.count)
        var document: Int32 = 0
        for row in 0..<sequences {
            var position: Int32 = 0
            for index in row * sequenceLength..<(row + 1) * sequenceLength {
                documents.append(document)
                positions[index] = position
                position += 1
                if tokens[index] == end {
                    document += 1
                    position = 0
                }
            }
            document += 1
        }
        self.documents = documents
    }

    /// Tokens that count.
    package var targetCount: Int { targets.reduce(0) { $0 + ($1 >= 0 ? 1 : 0) } }
}
