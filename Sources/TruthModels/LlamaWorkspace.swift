package import TruthTensors

/// The activations of a forward pass, kept from one pass to the next so that none allocates.
package final class LlamaWorkspace {
    /// The stream that every block adds to, `[T, D]`, and its normalised copy.
    let stream, normed: Tensor
    /// `[T, H · E]`, `[T, K · E]`, `[T, K · E]`, `[T, H · E]`.
    let query, key, value, attended: Tensor
    /// `[T, F]`.
    let gate, up: Tensor
    /// The rows whose logits are wanted, `[R, D]`, and their logits, `[R, V]`.
    let chosen: Tensor
    package let logits: Tensor

    package init(for configuration: LlamaConfiguration) {
        func rows(of columns: Int) -> Tensor { Tensor(rows: 1, columns: columns) }
        stream = rows(of: configuration.width)
        normed = rows(of: configuration.width)
        query = rows(of: configuration.queryWidth)
        key = rows(of: configuration.keyValueWidth)
        value = rows(of: configuration.keyValueWidth)
        attended = rows(of: configuration.queryWidth)
        gate = rows(of: configuration.hiddenWidth)
        up = rows(of: configuration.hiddenWidth)
        chosen = rows(of: configuration.width)
        logits = rows(of: configuration.vocabularySize)
    }

    /// Copies the rows whose logits are wanted from the stream to `chosen`.
    func choose(_ rows: [Int]) {
        chosen.resize(rows: rows.count)
        for (target, source) in rows.enumerated() { chosen.copyRow(target, from: stream, row: source) }
    }
}
