package import TruthTensors

/// The activations of an encoder's forward pass.
package final class EncoderWorkspace {
    /// The stream that every block adds to, `[T, D]`.
    package let stream: Tensor
    /// `[T, D]` each.
    let normed, query, key, value, attended: Tensor
    /// `[T, F]`.
    let hidden, gate: Tensor

    package init(width: Int, hiddenWidth: Int) {
        func rows(of columns: Int) -> Tensor { Tensor(rows: 1, columns: columns) }
        stream = rows(of: width)
        normed = rows(of: width)
        query = rows(of: width)
        key = rows(of: width)
        value = rows(of: width)
        attended = rows(of: width)
        hidden = rows(of: hiddenWidth)
        gate = rows(of: hiddenWidth)
    }
}
