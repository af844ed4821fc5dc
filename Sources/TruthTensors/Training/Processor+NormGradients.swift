import CTruthKernels

// T rows · D columns · n norms in a row, of D / n columns each
extension Processor {
    /// Rows that one partial sum of a gain's gradient covers: a fixed number, so that the result doesn't depend on threads.
    private static let rowsPerSum = 64

    /// RMSNorm for training: `output[t] = gain · input[t] · r[t]`, `r = 1 / √(mean(input²) + ε)`.
    ///
    /// - Parameters:
    ///   - gain: `[1, D / norms]`, or `nil` for none.
    ///   - norms: Norms side by side in a row, such as one for each head.
    ///   - output: `[T, D]`; may be `input`.
    /// - Returns: r, `[T, norms]`, which the gradient needs.
    package func rmsNorm(
        _ input: TrainingTensor, gain: TrainingTensor?, epsilon: Float, norms: Int = 1, into output: TrainingTensor, in arena: TensorArena
    ) -> TrainingTensor {
        matchShapes(input, output, "rmsNorm")
        let width = normWidth(input, norms, gain)
        let inverses = TrainingTensor(rows: input.rows, columns: norms, in: arena)
        trainingRows(.norms, input.rows, cost: input.columns / 3) { row in
            for norm in 0..<norms {
                let columns = norm * width..<(norm + 1) * width
                unsafe inverses.floatRow(row)[norm] = unsafe gradients.pointee.rms_norm(
                    input.part(columns: columns).row(row), gain?.floats, epsilon, width, output.part(columns: columns).row(row))
            }
        }
        return inverses
    }

    /// The gradients of ``rmsNorm(_:gain:epsilon:norms:into:in:)``.
    ///
    /// - Parameters:
    ///   - outputGradient: `[T, D]`.
    ///   - inputGradient: `[T, D]`: added to with `adds`, else written; then it may be `outputGradient`.
    ///   - gainGradient: `[1, D / norms]`, added to.
    package func rmsNormGradient(
        _ input: TrainingTensor, inverses: TrainingTensor, gain: TrainingTensor?, norms: Int = 1, outputGradient: TrainingTensor,
        inputGradient: TrainingTensor, adds: Bool, gainGradient: TrainingTensor?, in arena: TensorArena
    ) {
        matchShapes(input, outputGradient, "rmsNormGradient")
        matchShapes(input, inputGradient, "rmsNormGradient")
        let width = normWidth(input, norms, gain)
        partialSums(rows: input.rows, cost: input.columns / 2, into: gainGradient.map { [$0] } ?? [], in: arena) { row, sums in
            for norm in 0..<norms {
                let columns = norm * width..<(norm + 1) * width
                unsafe gradients.pointee.rms_norm_gradient(
                    input.part(columns: columns).row(row), inverses.floatRow(row)[norm], gain?.floats,
                    outputGradient.part(columns: columns).row(row), width, inputGradient.part(columns: columns).row(row), adds,
                    sums.first?.floats)
            }
        }
    }

    /// LayerNorm for training: `output[t] = gain · (input[t] − mean) · r + bias`, `r = 1 / √(variance + ε)`.
    ///
    /// - Returns: Mean and r of each row, `[T, 2]`, which the gradient needs.
    package func layerNorm(
        _ input: TrainingTensor, gain: TrainingTensor, bias: TrainingTensor, epsilon: Float, into output: TrainingTensor, in arena: TensorArena
    ) -> TrainingTensor {
        matchShapes(input, output, "layerNorm")
        precondition(gain.columns == input.columns && bias.columns == input.columns, "layerNorm: \(gain.columns) gains and \(bias.columns) biases against \(input.columns) columns")
        let moments = TrainingTensor(rows: input.rows, columns: 2, in: arena)
        trainingRows(.norms, input.rows, cost: input.columns / 2) { row in
            unsafe gradients.pointee.layer_norm(
                input.floatRow(row), gain.floats, bias.floats, epsilon, input.columns, output.row(row), moments.floatRow(row))
        }
        return moments
    }

    /// The gradients of ``layerNorm(_:gain:bias:epsilon:into:in:)``, added to all three.
    package func layerNormGradient(
        _ input: TrainingTensor, moments: TrainingTensor, gain: TrainingTensor, outputGradient: TrainingTensor,
        inputGradient: TrainingTensor, gainGradient: TrainingTensor, biasGradient: TrainingTensor, in arena: TensorArena
    ) {
        matchShapes(input, outputGradient, "layerNormGradient")
        matchShapes(input, inputGradient, "layerNormGradient")
        partialSums(rows: input.rows, cost: input.columns, into: [gainGradient, biasGradient], in: arena) { row, sums in
            unsafe gradients.pointee.layer_norm_gradient(
                input.floatRow(row), moments.floatRow(row), gain.floats, outputGradient.row(row), input.columns,
                inputGradient.floatRow(row), sums[0].floats, sums[1].floats)
        }
    }

    /// The sum of rows, added: `total[d] += Σ_t input[t, d]`.
    package func addRows(of input: TrainingTensor, to total: TrainingTensor, in arena: TensorArena) {
        precondition(total.rows == 1 && total.columns == input.columns, "addRows: [\(input.rows), \(input.columns)] into [\(total.rows), \(total.columns)]")
        partialSums(rows: input.rows, cost: input.columns / 6, into: [total], in: arena) { row, sums in
            unsafe gradients.pointee.combine(input.row(row), 1, input.columns, 1, sums[0].floats)
        }
    }

    /// `output[t] = input[t] + bias`, for every row; `output` may be `input`.
    package func addBias(_ bias: TrainingTensor, to output: TrainingTensor) {
        precondition(bias.rows == 1 && bias.columns == output.columns, "addBias: \(bias.columns) against \(output.columns) columns")
        trainingRows(.copies, output.rows, cost: output.columns / 6) { unsafe gradients.pointee.combine(bias.row(0), 1, bias.columns, 1, output.floatRow($0)) }
    }

    private func normWidth(_ input: TrainingTensor, _ norms: Int, _ gain: TrainingTensor?) -> Int {
        precondition(norms > 0 && input.columns % norms == 0, "norm: \(norms) in \(input.columns) columns")
        let width = input.columns / norms
        precondition(gain == nil || gain!.columns == width, "norm: \(gain!.columns) gains against \(width) columns")
        return width
    }

    /// Runs `body(row, sums)` for rows in blocks of a fixed size, each with sums of its own, and adds those to `totals` in order.
    private func partialSums(
        rows: Int, cost: Int, into totals: [TrainingTensor], in arena: TensorArena, _ body: (Int, [TrainingTensor]) -> Void
    ) {
        let parts = (rows + Self.rowsPerSum - 1) / Self.rowsPerSum
        let partials = totals.map { TrainingTensor(rows: parts, columns: $0.columns, in: arena) }
        for partial in partials { partial.clear() }
        trainingRows(.norms, parts, cost: cost * Self.rowsPerSum) { part in
            let sums = partials.map { $0.part(rows: part..<part + 1) }
            for row in part * Self.rowsPerSum..<min(rows, (part + 1) * Self.rowsPerSum) { body(row, sums) }
        }
        for (total, partial) in zip(totals, partials) {
            for part in 0..<parts { unsafe gradients.pointee.combine(partial.row(part), 1, total.columns, 1, total.floats) }
        }
    }
}
