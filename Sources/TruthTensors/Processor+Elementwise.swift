import CTruthKernels

// T tokens · D width
extension Processor {
    /// Looks up rows of a table: `output[t] = table[ids[t]]`, widened; `output` becomes `[T, D]`.
    public func embed(_ ids: [Int], from table: Matrix, into output: Tensor) {
        precondition(output.columns == table.columns, "embed: output of \(output.columns) columns for a table of \(table.columns)")
        for id in ids { precondition(id >= 0 && id < table.rows, "embed: id \(id) against \(table.rows) rows") }
        output.resize(rows: ids.count)
        operation { _ in
            split(ids.count, cost: table.columns / 4) { first, last in
                // Ids and rows are in bounds.
                for t in first..<last { unsafe table.widen(row: ids[t], into: output.base + t * table.columns, kernels: kernels) }
            }
        }
    }

    /// Scales each row to unit root mean square, then by a gain per channel.
    ///
    /// `output[t, d] = gain[d] · input[t, d] / √(mean(input[t]²) + ε)`. `output` may be `input`.
    public func rmsNorm(_ input: Tensor, gain: [Float], epsilon: Float, into output: Tensor) {
        precondition(gain.count == input.columns, "rmsNorm: \(gain.count) gains against \(input.columns) columns")
        match(output, to: input, "rmsNorm")
        rows(of: output, cost: input.columns / 4) { t in
            let offset = t * input.columns
            unsafe kernels.pointee.rms_norm(input.base + offset, gain, epsilon, input.columns, output.base + offset)
        }
    }

    /// Shifts each row to mean 0 and scales it to variance 1, then applies a gain and a bias per channel.
    ///
    /// `output[t, d] = gain[d] · (x[t, d] − mean) / √(variance + ε) + bias[d]`, `x[t, d] = input[t, d] + summand[d]`.
    /// `output` may be `input`.
    ///
    /// - Parameter summand: Added to every row beforehand, such as the bias of the product that ends in this norm.
    public func layerNorm(
        _ input: Tensor, adding summand: [Float]? = nil, gain: [Float], bias: [Float], epsilon: Float, into output: Tensor
    ) {
        precondition(summand == nil || summand!.count == input.columns, "layerNorm: \(summand!.count) summands against \(input.columns) columns")
        precondition(
            gain.count == input.columns && bias.count == input.columns,
            "layerNorm: \(gain.count) gains and \(bias.count) biases against \(input.columns) columns")
        match(output, to: input, "layerNorm")
        rows(of: output, cost: input.columns / 3) { t in
            let offset = t * input.columns
            unsafe withPointer(to: summand) {
                unsafe kernels.pointee.layer_norm(input.base + offset, $0, gain, bias, epsilon, input.columns, output.base + offset)
            }
        }
    }

    /// `output[t, d] += other[t, d]`
    public func add(_ other: Tensor, to output: Tensor) {
        checkShapes(other, output, "add")
        rows(of: output, cost: output.columns / 8) { t in
            unsafe kernels.pointee.add(other.base + t * output.columns, output.columns, output.base + t * output.columns)
        }
    }

    /// `output[t, d] += bias[d]`
    public func addBias(_ bias: [Float], to output: Tensor) {
        precondition(bias.count == output.columns, "addBias: \(bias.count) biases against \(output.columns) columns")
        rows(of: output, cost: output.columns / 8) { t in
            unsafe kernels.pointee.add(bias, output.columns, output.base + t * output.columns)
        }
    }

    /// Gated activation (arXiv:2002.05202): `output = gate / (1 + exp(−gate)) · up`. `output` may be `gate` or `up`.
    public func swiGLU(gate: Tensor, up: Tensor, into output: Tensor) {
        checkShapes(gate, up, "swiGLU")
        match(output, to: gate, "swiGLU")
        rows(of: output, cost: output.columns / 2) { t in
            let offset = t * gate.columns
            unsafe kernels.pointee.swiglu(gate.base + offset, up.base + offset, gate.columns, output.base + offset)
        }
    }

    /// Gated activation (arXiv:2002.05202) with the tanh form of GELU: `output = gate / 2 · (1 + tanh(√(2/π) · (gate + 0.044715 · gate³))) · up`.
    ///
    /// `output` may be `gate` or `up`.
    public func geGLU(gate: Tensor, up: Tensor, into output: Tensor) {
        checkShapes(gate, up, "geGLU")
        match(output, to: gate, "geGLU")
        rows(of: output, cost: output.columns / 2) { t in
            let offset = t * gate.columns
            unsafe kernels.pointee.geglu(gate.base + offset, up.base + offset, gate.columns, output.base + offset)
        }
    }

    /// Bends numbers into ±`cap`, in place: `x = cap · tanh(x / cap)`.
    public func bend(_ x: Tensor, cap: Float) {
        precondition(cap > 0, "bend: a cap of \(cap)")
        rows(of: x, cost: x.columns / 2) { t in unsafe kernels.pointee.cap(x.base + t * x.columns, x.columns, cap) }
    }

    /// `x[t, d] *= factor`
    public func scale(_ x: Tensor, by factor: Float) {
        rows(of: x, cost: x.columns / 8) { t in
            // The row has that many columns.
            for place in t * x.columns..<(t + 1) * x.columns { unsafe x.base[place] *= factor }
        }
    }

    /// `x[t, d] *= other[t, d]`
    public func multiply(_ x: Tensor, by other: Tensor) {
        checkShapes(x, other, "multiply")
        rows(of: x, cost: x.columns / 8) { t in
            // Both rows have that many columns.
            for place in t * x.columns..<(t + 1) * x.columns { unsafe x.base[place] *= other.base[place] }
        }
    }

    /// Adds rows with a factor each: `output[targets[r]] += factors[r] · x[r]`, in the order of the rows.
    public func add(_ x: Tensor, scaledBy factors: [Float], toRows targets: [Int], of output: Tensor) {
        precondition(factors.count == x.rows && targets.count == x.rows, "add: \(factors.count) factors and \(targets.count) targets for \(x.rows) rows")
        precondition(x.columns == output.columns, "add: \(x.columns) columns against \(output.columns)")
        for target in targets { precondition(target >= 0 && target < output.rows, "add: row \(target) of \(output.rows)") }
        operation { _ in
            for row in 0..<x.rows {
                // Both rows are in bounds and have that many columns.
                let source = unsafe x.base + row * x.columns, target = unsafe output.base + targets[row] * x.columns, factor = factors[row]
                for d in 0..<x.columns { unsafe target[d] += factor * source[d] }
            }
        }
    }

    /// `x[t, d] = v / 2 · (1 + erf(v / √2))`, `v = x[t, d] + bias[d]`, in place (arXiv:1606.08415, the exact form).
    ///
    /// - Parameter bias: Added to every row beforehand; `nil` adds nothing.
    public func gelu(_ x: Tensor, adding bias: [Float]? = nil) {
        precondition(bias == nil || bias!.count == x.columns, "gelu: \(bias!.count) biases against \(x.columns) columns")
        rows(of: x, cost: x.columns / 2) { t in
            unsafe withPointer(to: bias) { unsafe kernels.pointee.gelu(x.base + t * x.columns, $0, x.columns) }
        }
    }

    /// `x[t, d] = max(x[t, d], 0)²`, in place (arXiv:2109.08668).
    public func reluSquared(_ x: Tensor) {
        rows(of: x, cost: x.columns / 4) { t in
            // `x` has that many floats in the row; reading and writing the same place is what the kernel allows.
            let row = unsafe tg_row(values: x.base + t * x.columns, type: TG_F32)
            unsafe gradients.pointee.relu_squared(row, x.columns, row)
        }
    }

    /// Brings each head of each row to unit root mean square, in place, then scales it by a gain per channel: `gain · x / √(mean(x²) + ε)`.
    ///
    /// - Parameter gain: One factor per channel of a head, `[headWidth]`; `nil` scales nothing.
    public func normalizeHeads(_ x: Tensor, headWidth: Int, gain: [Float]? = nil, epsilon: Float) {
        precondition(gain == nil || gain!.count == headWidth, "normalizeHeads: \(gain!.count) gains for heads of \(headWidth)")
        precondition(headWidth > 0 && x.columns % headWidth == 0, "normalizeHeads: heads of \(headWidth) in \(x.columns) columns")
        rows(of: x, cost: x.columns / 3) { t in
            for head in 0..<x.columns / headWidth {
                // Head and row are in bounds.
                let values = unsafe tg_row(values: x.base + t * x.columns + head * headWidth, type: TG_F32)
                unsafe withPointer(to: gain) { _ = unsafe gradients.pointee.rms_norm(values, $0, epsilon, headWidth, values) }
            }
        }
    }

    /// Probabilities in place of logits: `exp(x − max) / Σ exp(x − max)`.
    public func softmax(_ logits: inout [Float]) {
        let count = logits.count
        guard count > 0 else { return }
        unsafe logits.withUnsafeMutableBufferPointer { unsafe kernels.pointee.softmax($0.baseAddress!, count) }
    }

    /// Turns every head of every row by its position; see ``Rotation``.
    ///
    /// - Parameters:
    ///   - x: Queries or keys, `[T, heads · headWidth]`, changed in place.
    ///   - positions: One per row.
    public func rotate(_ x: Tensor, headWidth: Int, positions: [Int], by rotation: Rotation) {
        precondition(positions.count == x.rows, "rotate: \(positions.count) positions against \(x.rows) rows")
        precondition(headWidth > 0 && x.columns % headWidth == 0, "rotate: heads of \(headWidth) in \(x.columns) columns")
        precondition(rotation.width <= headWidth, "rotate: rotation of \(rotation.width) channels in heads of \(headWidth)")
        let pairs = rotation.width / 2
        operation { workspace in
            let (cosines, sines) = workspace.angles(of: rotation, at: positions)
            unsafe cosines.withUnsafeBufferPointer { cosines in
                unsafe sines.withUnsafeBufferPointer { sines in
                    split(x.rows, cost: x.columns / 4) { first, last in
                        for t in first..<last {
                            // Row t has its own `pairs` angles.
                            unsafe kernels.pointee.rotate(
                                x.base + t * x.columns, x.columns / headWidth, headWidth, pairs, rotation.pairing == .adjacent,
                                cosines.baseAddress! + t * pairs, sines.baseAddress! + t * pairs)
                        }
                    }
                }
            }
        }
    }

    private func rows(of tensor: Tensor, cost: Int, _ body: (Int) -> Void) {
        operation { _ in split(tensor.rows, cost: cost) { first, last in for t in first..<last { body(t) } } }
    }

    /// Lends the numbers' address, or `nil`.
    func withPointer<Element>(to values: [Element]?, _ body: (UnsafePointer<Element>?) -> Void) {
        guard let values else { return body(nil) }
        unsafe values.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }

    private func match(_ output: Tensor, to input: Tensor, _ name: String) {
        precondition(output.columns == input.columns, "\(name): output of \(output.columns) columns for input of \(input.columns)")
        if output !== input { output.resize(rows: input.rows) }
    }

    private func checkShapes(_ a: Tensor, _ b: Tensor, _ name: String) {
        precondition(a.rows == b.rows && a.columns == b.columns, "\(name): [\(a.rows), \(a.columns)] against [\(b.rows), \(b.columns)]")
    }
}
