internal import TruthTensors

/// The sum of the cross-entropies of a batch.
package struct BatchLoss: Sendable, Hashable {
    /// Nats, each row's loss times its weight.
    package var sum: Double
    /// The sum of the weights of the rows that have a target.
    package var weight: Double

    package init(sum: Double = 0, weight: Double = 0) {
        self.sum = sum
        self.weight = weight
    }

    /// Nats per unit of weight.
    package var mean: Double { weight > 0 ? sum / weight : 0 }

    package static func += (total: inout BatchLoss, other: BatchLoss) {
        total.sum += other.sum
        total.weight += other.weight
    }
}

// T rows · D width · V vocabulary
extension Tape {
    /// Logits of so many bytes are held at once.
    private static let chunkBytes = 32 << 20

    private static func chunkRows(_ rows: Int, vocabulary: Int) -> Int { min(rows, max(16, chunkBytes / (vocabulary * 4) / 16 * 16)) }

    /// The cross-entropy of each row's logits `scale · input · headᵀ` with its target, in nats; nothing is left for the way back.
    ///
    /// - Parameters:
    ///   - input: `[T, D]`.
    ///   - targets: Rows with a negative one have a loss of 0.
    package func tokenLosses(_ input: Variable, head: Parameter, scale: Float = 1, targets: [Int32]) -> [Float] {
        let (rows, vocabulary) = (input.value.rows, head.value.rows)
        precondition(targets.count == rows, "tokenLosses: \(targets.count) targets for \(rows) rows")
        guard rows > 0 else { return [] }
        let chunk = Self.chunkRows(rows, vocabulary: vocabulary), memory = makeTensor(rows: chunk, columns: vocabulary, type: .f32)
        let scales = [Float](repeating: 1, count: rows)
        return stride(from: 0, to: rows, by: chunk).flatMap { first -> [Float] in
            let range = first..<min(rows, first + chunk), logits = memory.part(rows: 0..<range.count)
            processor.multiply(
                .forward, input.value.part(rows: range), head.operand(precision), into: logits, scale: scale, rounds: precision.rounds)
            return processor.crossEntropy(logits, targets: targets[range], scales: scales[range], gradientType: nil)
        }
    }

    /// The cross-entropy of the logits `scale · input · headᵀ`, without ever holding all of them.
    ///
    /// Rows go through in chunks: logits, losses, gradients by the input and by the head, which are added at once; so the way back
    /// has nothing left to do here. What a gradient is multiplied with is therefore an argument.
    ///
    /// - Parameters:
    ///   - input: `[T, D]`.
    ///   - head: `[V, D]`.
    ///   - targets: What each row should predict; rows with a negative one don't count.
    ///   - weights: How much each row counts; `nil` for 1 each.
    ///   - gradientScale: The factor on gradients, such as 1 over the tokens of the step.
    ///   - chunkRows: Rows that go through together; `nil` for as many as keep the logits below 32 MB.
    package func crossEntropy(
        _ input: Variable, head: Parameter, scale: Float = 1, targets: [Int32], weights: [Float]? = nil, gradientScale: Float,
        chunkRows: Int? = nil
    ) -> BatchLoss {
        let (rows, vocabulary) = (input.value.rows, head.value.rows)
        precondition(targets.count == rows, "crossEntropy: \(targets.count) targets for \(rows) rows")
        precondition(weights == nil || weights!.count == rows, "crossEntropy: \(weights!.count) weights for \(rows) rows")
        let scales = weights?.map { $0 * gradientScale } ?? [Float](repeating: gradientScale, count: rows)
        let chunk = chunkRows.map { min(rows, $0) } ?? Self.chunkRows(rows, vocabulary: vocabulary)
        var loss = BatchLoss()
        guard rows > 0 else { return loss }
        let memory = makeTensor(rows: chunk, columns: vocabulary, type: .f32)
        var inputGradient: TrainingTensor?
        if isRecording { input.addGradient(type: .f32, on: processor, in: arena) { target, adds in
            if adds { preconditionFailure("crossEntropy: its input feeds something else too") }
            inputGradient = target
        } }
        for first in stride(from: 0, to: rows, by: chunk) {
            let range = first..<min(rows, first + chunk)
            let logits = memory.part(rows: 0..<range.count), part = input.value.part(rows: range)
            processor.multiply(.forward, part, head.operand(precision), into: logits, scale: scale, rounds: precision.rounds)
            let losses = processor.crossEntropy(
                logits, targets: targets[range], scales: scales[range], gradientType: isRecording ? precision.activationType : nil)
            for row in range where targets[row] >= 0 {
                let weight = Double(weights?[row] ?? 1)
                loss += BatchLoss(sum: weight * Double(losses[row - first]), weight: weight)
            }
            guard isRecording else { continue }
            let gradient = precision == .bf16 ? logits.packedAsBF16 : logits
            if let inputGradient {
                processor.multiply(
                    .inputGradient, gradient, head.operand(precision), into: inputGradient.part(rows: range), scale: scale,
                    rounds: precision.rounds)
            }
            head.addGradient(in: arena) { target, adds in
                processor.multiply(.weightGradient, gradient, part, into: target, scale: scale, adds: adds, rounds: precision.rounds)
            }
        }
        return loss
    }
}
