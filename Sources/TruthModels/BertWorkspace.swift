package import TruthTensors

/// The activations of an encoder's forward pass.
package final class BertWorkspace {
    /// The stream that every block adds to, `[T, D]`.
    package let stream: Tensor
    /// `[T, D]` each.
    let query, key, value, attended: Tensor
    /// `[T, F]`.
    let hidden: Tensor

    package init(for configuration: BertConfiguration) {
        func rows(of columns: Int) -> Tensor { Tensor(rows: 1, columns: columns) }
        stream = rows(of: configuration.width)
        query = rows(of: configuration.width)
        key = rows(of: configuration.width)
        value = rows(of: configuration.width)
        attended = rows(of: configuration.width)
        hidden = rows(of: configuration.hiddenWidth)
    }

    func resize(rows: Int) {
        for tensor in [stream, query, key, value, attended, hidden] { tensor.resize(rows: rows) }
    }
}
