/// Lays texts of any length side by side in the sequences of a batch, without one seeing another.
///
/// Each text goes whole into the first sequence that has room for it; its positions begin at 0. What is left of a sequence is filled
/// with rows that have no target.
package struct SequencePacker {
    private let length: Int
    private var rows: [[MarkedTokens]]
    private var free: [Int]
    /// The texts' places in the batch, in the order in which they came.
    private var places: [(sequence: Int, start: Int, count: Int)] = []

    /// - Parameter length: Rows of a sequence.
    package init(sequences: Int, length: Int) {
        precondition(sequences > 0 && length > 0, "SequencePacker: \(sequences) sequences of \(length)")
        self.length = length
        rows = Array(repeating: [], count: sequences)
        free = Array(repeating: length, count: sequences)
    }

    package var isEmpty: Bool { places.isEmpty }

    /// Adds texts that belong together: all of them, or none.
    ///
    /// - Precondition: Each has at least two tokens.
    /// - Returns: Whether there was room.
    package mutating func add(_ texts: [MarkedTokens]) -> Bool {
        var trial = self
        for text in texts {
            precondition(text.rowCount > 0, "SequencePacker: a text of \(text.ids.count) tokens")
            guard let sequence = trial.free.firstIndex(where: { $0 >= text.rowCount }) else { return false }
            trial.places.append((sequence, length - trial.free[sequence], text.rowCount))
            trial.rows[sequence].append(text)
            trial.free[sequence] -= text.rowCount
        }
        self = trial
        return true
    }

    /// The batch.
    package var batch: TokenBatch {
        let count = rows.count * length
        var tokens = [Int32](repeating: 0, count: count), targets = [Int32](repeating: -1, count: count)
        var positions = [Int32](repeating: 0, count: count), documents = [Int32](repeating: 0, count: count)
        var document: Int32 = 0
        for (sequence, texts) in rows.enumerated() {
            var row = sequence * length
            for text in texts {
                for index in 0..<text.rowCount {
                    tokens[row] = text.ids[index]
                    if text.isTarget[index + 1] { targets[row] = text.ids[index + 1] }
                    positions[row] = Int32(index)
                    documents[row] = document
                    row += 1
                }
                document += 1
            }
            // What fills up is a text of its own.
            for filler in row..<(sequence + 1) * length {
                positions[filler] = Int32(filler - row)
                documents[filler] = document
            }
            document += 1
        }
        return TokenBatch(sequences: rows.count, tokens: tokens, targets: targets, positions: positions, documents: documents)
    }

    /// Where each text's rows are in the batch, in the order in which the texts came.
    package var textRows: [Range<Int>] {
        places.map { place in
            let start = place.sequence * length + place.start
            return start..<start + place.count
        }
    }
}
