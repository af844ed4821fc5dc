import CTruthKernels

/// One step of AdamW (arXiv:1711.05101): decay apart from the gradient, moments corrected for their start.
package struct AdamWStep: Sendable, Hashable {
    package var rate: Float
    package var beta1: Float
    package var beta2: Float
    /// Added to √v.
    package var epsilon: Float
    /// Shrinks parameters by `rate · decay` before the step.
    package var decay: Float
    /// Steps taken, this one included.
    package var count: Int
    /// Factor on the gradient.
    package var gradientScale: Float

    package init(rate: Float, beta1: Float, beta2: Float, epsilon: Float, decay: Float, count: Int, gradientScale: Float) {
        precondition(count >= 1, "AdamWStep: step \(count)")
        self.rate = rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.decay = decay
        self.count = count
        self.gradientScale = gradientScale
    }

    var kernelView: tg_adamw {
        // 1 − βᵗ in double precision: for large t the two are nearly 1.
        tg_adamw(
            rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, decay: decay,
            correction1: Float(1 - power(Double(beta1), count)), correction2: Float(1 - power(Double(beta2), count)),
            gradient_scale: gradientScale)
    }

    private func power(_ base: Double, _ exponent: Int) -> Double {
        var (result, square, left) = (1.0, base, exponent)
        while left > 0 {
            if left & 1 == 1 { result *= square }
            square *= square
            left >>= 1
        }
        return result
    }
}

extension Processor {
    /// Takes one step of AdamW: `value`, `first` and `second` moments are changed in place, `rounded` gets the new numbers as BF16.
    ///
    /// All are dense and of one shape.
    package func adamW(
        _ step: AdamWStep, gradient: TrainingTensor, value: TrainingTensor, first: TrainingTensor, second: TrainingTensor,
        rounded: TrainingTensor?
    ) {
        for other in [gradient, first, second] {
            matchShapes(value, other, "adamW")
            precondition(other.isDense && value.isDense, "adamW: rows with gaps")
        }
        let kernel = step.kernelView
        let size = 8192
        trainingRows(.optimizer, (value.count + size - 1) / size, cost: size) { part in
            let start = part * size, count = min(size, value.count - start)
            let shadow = unsafe rounded.map { unsafe $0.base.assumingMemoryBound(to: UInt16.self) + start }
            // Every part has its own numbers, inside all of the tensors.
            unsafe withUnsafePointer(to: kernel) {
                unsafe gradients.pointee.adamw(
                    $0, count, gradient.floats + start, value.floats + start, first.floats + start, second.floats + start, shadow)
            }
        }
    }
}
