import CTruthKernels

// T rows · V columns
extension Processor {
    /// The cross-entropy of each row, and its gradient in place of the logits.
    ///
    /// `loss[t] = −log softmax(logits[t])[targets[t]]`; `logits[t]` becomes `(softmax − one-hot) · scale` as F32 or, packed into the
    /// first half of the row's memory, as BF16. Rows whose target is negative have no loss, and a gradient of zeros.
    ///
    /// - Parameters:
    ///   - logits: `[T, V]`, F32.
    ///   - gradientType: How the gradient is stored; `nil` leaves the logits alone.
    ///   - scales: One factor for each row.
    /// - Returns: The losses, 0 for rows without a target.
    package func crossEntropy(
        _ logits: TrainingTensor, targets: ArraySlice<Int32>, scales: ArraySlice<Float>, gradientType: ElementType?
    ) -> [Float] {
        precondition(targets.count == logits.rows && scales.count == logits.rows, "crossEntropy: \(targets.count) targets and \(scales.count) scales for \(logits.rows) rows")
        for target in targets { precondition(Int(target) < logits.columns, "crossEntropy: target \(target) of \(logits.columns)") }
        var losses = [Float](repeating: 0, count: logits.rows)
        unsafe losses.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            let places = unsafe SharedPointer(start)
            trainingRows(.loss, logits.rows, cost: logits.columns / 2) { row in
                let target = Int(targets[targets.startIndex + row]), pointer = unsafe logits.floatRow(row)
                guard target >= 0 else {
                    if let gradientType { unsafe clearRow(pointer, logits.columns, gradientType) }
                    return
                }
                let out = unsafe tg_row(values: gradientType == nil ? nil : UnsafeMutableRawPointer(pointer), type: (gradientType ?? .f32).kernelType)
                // Each row writes its own place.
                unsafe places.pointer[row] = unsafe gradients.pointee.cross_entropy(
                    pointer, logits.columns, target, scales[scales.startIndex + row], out)
            }
        }
        return losses
    }

    private func clearRow(_ row: UnsafeMutablePointer<Float>, _ columns: Int, _ type: ElementType) {
        // Zero bytes are zeros in both types; the row has at least as many.
        unsafe UnsafeMutableRawPointer(row).initializeMemory(as: UInt8.self, repeating: 0, count: columns * type.bytesPerBlock)
    }
}

extension TrainingTensor {
    /// The same memory seen as BF16 rows that begin where the F32 rows do.
    package var packedAsBF16: TrainingTensor { TrainingTensor(bf16In: self) }
}
