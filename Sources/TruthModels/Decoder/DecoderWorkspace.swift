package import TruthTensors

/// The activations of a forward pass, kept from one pass to the next so that none allocates.
package final class DecoderWorkspace {
    /// The stream that every block adds to, `[T, D]`, and its normalised copy.
    let stream, normed: Tensor
    /// `[T, H · E]`, `[T, K · E]`, `[T, K · E]`, `[T, H · E]`.
    let query, key, value, attended: Tensor
    /// `[T, F]`.
    let gate, up: Tensor
    /// What a part gives before it is added to the stream, where something happens in between, `[T, D]`.
    let branch: Tensor
    /// The router's scores, `[T, experts]`, and the rows that one expert computes, `[rows, D]`.
    let scores, gathered: Tensor
    /// The rows whose logits are wanted, `[R, D]`, and their logits, `[R, V]`.
    let chosen: Tensor
    package let logits: Tensor
    let adapters = AdapterWorkspace()

    package init(for configuration: DecoderConfiguration) {
        func rows(of columns: Int) -> Tensor { Tensor(rows: 1, columns: columns) }
        stream = rows(of: configuration.width)
        normed = rows(of: configuration.width)
        query = rows(of: configuration.queryWidth)
        key = rows(of: configuration.keyValueWidth)
        value = rows(of: configuration.keyValueWidth)
        attended = rows(of: configuration.queryWidth)
        gate = rows(of: configuration.mixture?.hiddenWidth ?? configuration.hiddenWidth)
        up = rows(of: configuration.mixture?.hiddenWidth ?? configuration.hiddenWidth)
        branch = rows(of: configuration.width)
        scores = rows(of: configuration.mixture?.expertCount ?? 1)
        gathered = rows(of: configuration.width)
        chosen = rows(of: configuration.width)
        logits = rows(of: configuration.vocabularySize)
    }

    /// Copies the rows whose logits are wanted from the stream to `chosen`.
    func choose(_ rows: [Int]) {
        chosen.copy(rows: rows, of: stream)
    }

    /// Copies rows of `input` to `gathered`.
    func gather(_ rows: [Int], of input: Tensor) {
        gathered.copy(rows: rows, of: input)
    }
}

extension Tensor {
    /// Becomes some rows of another tensor of the same width.
    func copy(rows: [Int], of other: Tensor) {
        resize(rows: rows.count)
        for (target, source) in rows.enumerated() { copyRow(target, from: other, row: source) }
    }

    /// Overwrites a row with one of another tensor of the same width.
    func copyRow(_ target: Int, from other: Tensor, row source: Int) {
        other.withRow(source) { values in
            withMutableRow(target) { copy in
                for index in 0..<values.count { copy[index] = values[index] }
            }
        }
    }
}
