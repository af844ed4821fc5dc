import CTruthKernels

// T tokens · K columns of the input · N rows of the weights
extension Processor {
    /// Several products of the same input, in one fork and join.
    ///
    /// `output[t, n] = Σ_k input[t, k] · weights[n, k]`. Quantised weights take the input as 8-bit codes with a scale per 32
    /// columns, made once for the whole group; integer sums are exact, and blocks are added in their order in 32-bit floats.
    /// F32, F16 and BF16 weights are multiplied in 32-bit floats.
    ///
    /// - Parameters:
    ///   - input: `[T, K]`.
    ///   - products: Weights `[N, K]` and the outputs, resized to `[T, N]`. Outputs differ from each other and from the input.
    public func linear(_ input: Tensor, _ products: [(weights: Matrix, output: Tensor)]) {
        for product in products { product.output.resize(rows: input.rows) }
        multiply(input, products, accumulate: false)
    }

    /// One product; see ``linear(_:_:)``.
    ///
    /// - Parameters:
    ///   - accumulate: Adds to `output`, which already has T rows.
    public func linear(_ input: Tensor, _ weights: Matrix, into output: Tensor, accumulate: Bool = false) {
        precondition(!accumulate || output.rows == input.rows, "linear: \(output.rows) rows to add to against \(input.rows)")
        if !accumulate { output.resize(rows: input.rows) }
        multiply(input, [(weights, output)], accumulate: accumulate)
    }

    private func multiply(_ input: Tensor, _ products: [(weights: Matrix, output: Tensor)], accumulate: Bool) {
        for product in products {
            precondition(product.weights.columns == input.columns, "linear: \(product.weights.columns) columns of weights against \(input.columns)")
            precondition(product.output.columns == product.weights.rows, "linear: output of \(product.output.columns) columns for \(product.weights.rows) rows of weights")
            precondition(product.output !== input, "linear: the output can't be the input")
        }
        guard input.rows > 0 else { return }
        operation { workspace in
            let quantized = products.contains { $0.weights.type.isQuantized }
            var activations = unsafe quantize(input, quantized: quantized, in: workspace)
            let parts = self.parts(of: products)
            pool.run(parts.count) { item in
                let part = parts[item], (weights, output) = products[part.product]
                var view = unsafe weights.kernelView
                // Rows and tokens are in bounds by the checks above; weights, activations and output live through the call.
                unsafe kernels.pointee.product(
                    &view, part.rows.lowerBound, part.rows.count, &activations, 0, input.rows, output.base, output.columns, accumulate)
            }
        }
    }

    /// Quantises all tokens, tile by tile.
    private func quantize(_ input: Tensor, quantized: Bool, in workspace: Workspace) -> tg_activations {
        let places = workspace.activations(for: input, quantized: quantized)
        guard quantized else { return unsafe places.view }
        let tile = QuantizedPlaces.tile
        split((input.rows + tile - 1) / tile, cost: input.columns) { first, last in
            for token in first * tile..<min(last * tile, input.rows) { unsafe places.fill(token: token, kernels: kernels) }
        }
        return unsafe places.view
    }

    private struct Part {
        var product: Int
        var rows: Range<Int>
    }

    /// How products are divided: of every matrix each thread takes one long run of rows, together seven eighths, because
    /// memory is fastest in long runs; the rest goes in short ones to whoever is free.
    private func parts(of products: [(weights: Matrix, output: Tensor)]) -> [Part] {
        let unit = unsafe kernels.pointee.rows_at_once
        var long: [Part] = [], short: [Part] = []
        for (index, product) in products.enumerated() {
            let rows = product.weights.rows, run = rows * 7 / 8 / threadCount / unit * unit
            if run > 0 {
                for thread in 0..<threadCount { long.append(Part(product: index, rows: thread * run..<(thread + 1) * run)) }
            }
            let rest = rows - run * threadCount, step = max(unit, rest / (2 * threadCount) / unit * unit)
            for first in stride(from: rows - rest, to: rows, by: step) {
                short.append(Part(product: index, rows: first..<min(first + step, rows)))
            }
        }
        return long + short
    }
}
