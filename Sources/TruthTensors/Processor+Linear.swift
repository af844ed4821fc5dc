import CTruthKernels

// T tokens · K columns of the input · N rows of the weights
extension Processor {
    /// Several products of the same input, in one fork and join.
    ///
    /// `output[t, n] = Σ_k input[t, k] · weights[n, k]`. Quantised weights take the input as 8-bit codes with a scale per 32
    /// columns, made once for the whole group; integer sums are exact, and blocks are added in their order in 32-bit floats.
    /// F32, F16 and BF16 weights are multiplied in 32-bit floats. With `roundsInput`, BF16 weights meet the input rounded to
    /// BF16: 2⁻⁹ off at most per number, sums in 32-bit floats, and twice as fast where the processor has VDPBF16PS.
    ///
    /// - Parameters:
    ///   - input: `[T, K]`.
    ///   - products: Weights `[N, K]` and the outputs, resized to `[T, N]`. Outputs differ from each other and from the input.
    ///   - roundsInput: Rounds the input for BF16 weights.
    public func linear(_ input: Tensor, _ products: [(weights: Matrix, output: Tensor)], roundsInput: Bool = false) {
        for product in products { product.output.resize(rows: input.rows) }
        multiply(input, products, accumulate: false, roundsInput: roundsInput)
    }

    /// One product; see ``linear(_:_:)``.
    ///
    /// - Parameters:
    ///   - accumulate: Adds to `output`, which already has T rows.
    public func linear(
        _ input: Tensor, _ weights: Matrix, into output: Tensor, accumulate: Bool = false, roundsInput: Bool = false
    ) {
        precondition(!accumulate || output.rows == input.rows, "linear: \(output.rows) rows to add to against \(input.rows)")
        if !accumulate { output.resize(rows: input.rows) }
        multiply(input, [(weights, output)], accumulate: accumulate, roundsInput: roundsInput)
    }

    private func multiply(_ input: Tensor, _ products: [(weights: Matrix, output: Tensor)], accumulate: Bool, roundsInput: Bool) {
        for product in products {
            precondition(product.weights.columns == input.columns, "linear: \(product.weights.columns) columns of weights against \(input.columns)")
            precondition(product.output.columns == product.weights.rows, "linear: output of \(product.output.columns) columns for \(product.weights.rows) rows of weights")
            precondition(product.output !== input, "linear: the output can't be the input")
        }
        guard input.rows > 0 else { return }
        operation { workspace in
            let quantized = products.contains { $0.weights.type.isQuantized }
            let rounded = roundsInput && products.contains { $0.weights.type == .bf16 }
            precondition(!rounded || products.allSatisfy { $0.weights.type == .bf16 }, "linear: a rounded input takes BF16 weights only")
            var activations = unsafe prepare(input, quantized: quantized, rounded: rounded, in: workspace)
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

    /// Quantises or rounds all tokens, tile by tile, as the weights need them.
    private func prepare(_ input: Tensor, quantized: Bool, rounded: Bool, in workspace: Workspace) -> tg_activations {
        var places = workspace.activations(for: input, quantized: quantized)
        if rounded {
            unsafe workspace.addRounded(to: &places, widened: !kernels.pointee.multiplies_rounded)
            let filled = places
            split(input.rows, cost: input.columns / 8) { first, last in
                for token in first..<last { unsafe filled.round(token: token, kernels: kernels) }
            }
        }
        guard quantized else { return unsafe places.view }
        let tile = QuantizedPlaces.tile, filled = places
        split((input.rows + tile - 1) / tile, cost: input.columns) { first, last in
            for token in first * tile..<min(last * tile, input.rows) { unsafe filled.fill(token: token, kernels: kernels) }
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
