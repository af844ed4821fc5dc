import CTruthKernels

/// Which of a linear layer's three products, and so how its operands lie.
package enum LinearProduct: Sendable, CaseIterable {
    /// `out[M, N] = a[M, K] · b[N, K]ᵀ`: activations times weights.
    case forward
    /// `out[M, N] = a[M, K] · b[K, N]`: the output's gradient times weights.
    case inputGradient
    /// `out[M, N] = a[K, M]ᵀ · b[K, N]`: the output's gradient times activations.
    case weightGradient
}

extension Processor {
    /// A matrix product for training; sums in F32, the same on any number of threads.
    ///
    /// - Parameters:
    ///   - out: Written, or with `adds` added to; then F32. It doesn't overlap the operands.
    ///   - scale: A factor on the product.
    ///   - rounds: Rounds both operands to BF16 before they are multiplied; otherwise they are multiplied as F32.
    package func multiply(
        _ product: LinearProduct, _ a: TrainingTensor, _ b: TrainingTensor, into out: TrainingTensor, scale: Float = 1,
        adds: Bool = false, rounds: Bool
    ) {
        let (form, k, expected): (tg_form, Int, (rows: Int, columns: Int, summed: Int)) =
            switch product {
            case .forward: (TG_FORWARD, a.columns, (a.rows, b.rows, b.columns))
            case .inputGradient: (TG_INPUT_GRADIENT, a.columns, (a.rows, b.columns, b.rows))
            case .weightGradient: (TG_WEIGHT_GRADIENT, a.rows, (a.columns, b.columns, b.rows))
            }
        precondition(
            out.rows == expected.rows && out.columns == expected.columns && k == expected.summed,
            "multiply, \(product): [\(a.rows), \(a.columns)] and [\(b.rows), \(b.columns)] into [\(out.rows), \(out.columns)]")
        precondition(!adds || out.type == .f32, "multiply: adding to \(out.type)")
        guard out.rows > 0 else { return }
        guard k > 0 else {
            if !adds { out.clear() }
            return
        }
        // The tensors live through the call, and their shapes were checked.
        var view = unsafe tg_training_product(
            form: form, m: out.rows, n: out.columns, k: k, a: a.operand, b: b.operand, out: out.base, out_stride: out.stride,
            out_type: out.type.kernelType, scale: scale, accumulate: adds, rounds: rounds)
        let kind: TrainingProfile.Kind =
            switch product {
            case .forward: .forward
            case .inputGradient: .inputGradient
            case .weightGradient: .weightGradient
            }
        profile.measure(kind, operations: 2 * Double(out.count) * Double(k)) {
            operation { workspace in
                let scratch = unsafe workspace.scratch(tg_training_scratch(&view, Int32(threadCount)))
                unsafe tg_training_multiply(kernels, pool.handle, Int32(threadCount), &view, scratch)
            }
        }
    }
}

extension TrainingTensor {
    var operand: tg_operand { unsafe tg_operand(values: base, stride: stride, type: type.kernelType) }
    var result: tg_result { unsafe tg_result(values: base, stride: stride, type: type.kernelType) }
}
