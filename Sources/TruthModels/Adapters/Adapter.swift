internal import TruthTensors

/// Low-rank corrections of a decoder's matrices (LoRA, arXiv:2106.09685), for the conversations that ask for them.
///
/// Any number of adapters share one decoder, whose matrices stay as they are: `y = W x + s · B (A x)`.
package struct Adapter: Sendable {
    /// A matrix of a block that may be corrected.
    package enum Target: String, Sendable, Hashable, CaseIterable {
        case query, key, value, output, gate, up, down
    }

    /// The correction of one matrix.
    package struct Correction: Sendable {
        /// `A`, `[r, K]`
        let down: Matrix
        /// `B`, `[N, r]`
        let up: Matrix
    }

    /// What callers ask for.
    package let name: String
    /// `s`
    let scale: Float
    /// By block.
    let corrections: [[Target: Correction]]
}

/// The activations of adapters, kept from one pass to the next; they are as wide as the matrices that are corrected.
final class AdapterWorkspace {
    private var tensors: [Key: Tensor] = [:]

    private enum Key: Hashable {
        case gathered(Int), narrow(Int), wide(Int)
    }

    private func tensor(_ key: Key, columns: Int) -> Tensor {
        if let tensor = tensors[key] { return tensor }
        let tensor = Tensor(rows: 1, columns: columns)
        tensors[key] = tensor
        return tensor
    }

    /// `output[rows] += s · B (A input[rows])`
    func correct(_ output: Tensor, rows: [Int], input: Tensor, by correction: Adapter.Correction, scale: Float, on processor: Processor) {
        let gathered = tensor(.gathered(input.columns), columns: input.columns)
        gathered.copy(rows: rows, of: input)
        let narrow = tensor(.narrow(correction.down.rows), columns: correction.down.rows)
        processor.linear(gathered, correction.down, into: narrow)
        let wide = tensor(.wide(output.columns), columns: output.columns)
        processor.linear(narrow, correction.up, into: wide)
        processor.add(wide, scaledBy: [Float](repeating: scale, count: rows.count), toRows: rows, of: output)
    }
}
