import CTruthKernels

// B sequences of S rows · H query heads · K key-value heads · E head width
/// Which rows see which, and how heads lie, in attention for training.
package struct TrainingAttention: Sendable {
    package var sequences: Int
    package var rowsPerSequence: Int
    package var heads: Int
    package var keyValueHeads: Int
    package var headWidth: Int
    /// Factor on the scores.
    package var scale: Float
    /// A row sees no later one.
    package var isCausal: Bool
    /// A row sees only so many rows up to itself; `nil` for no limit.
    package var window: Int?
    /// A document for each of `B · S` rows: rows see only their own. A document's rows lie together.
    package var documents: [Int32]?
    /// Rounds what is multiplied to BF16.
    package var rounds: Bool

    package init(
        sequences: Int, rowsPerSequence: Int, heads: Int, keyValueHeads: Int, headWidth: Int, scale: Float, isCausal: Bool,
        window: Int? = nil, documents: [Int32]? = nil, rounds: Bool
    ) {
        precondition(heads % keyValueHeads == 0, "TrainingAttention: \(heads) heads over \(keyValueHeads) key-value heads")
        precondition(documents == nil || documents!.count == sequences * rowsPerSequence, "TrainingAttention: documents of \(documents!.count) rows for \(sequences * rowsPerSequence)")
        self.sequences = sequences
        self.rowsPerSequence = rowsPerSequence
        self.heads = heads
        self.keyValueHeads = keyValueHeads
        self.headWidth = headWidth
        self.scale = scale
        self.isCausal = isCausal
        self.window = window
        self.documents = documents
        self.rounds = rounds
    }

    package var rows: Int { sequences * rowsPerSequence }
    /// Floating-point operations of one product of all rows with all they see; two forward, five backward.
    var operations: Double {
        2 * Double(rows) * Double(rowsPerSequence) * Double(queryWidth) / (isCausal ? 2 : 1)
    }
    /// Columns of queries, H · E.
    package var queryWidth: Int { heads * headWidth }
    /// Columns of keys, and of values, K · E.
    package var keyValueWidth: Int { keyValueHeads * headWidth }
}

extension Processor {
    /// Attention for training, over whole sequences.
    ///
    /// - Parameters:
    ///   - input: Queries, keys and values side by side, `[B · S, (H + 2 K) · E]`.
    ///   - output: `[B · S, H · E]`.
    /// - Returns: The logarithms of the softmax's sums, `[B · H, S]`, which the gradient needs.
    package func attend(_ attention: TrainingAttention, _ input: TrainingTensor, into output: TrainingTensor, in arena: TensorArena) -> TrainingTensor {
        let logSums = TrainingTensor(rows: attention.sequences * attention.heads, columns: attention.rowsPerSequence, in: arena)
        run(attention, input: input, output: output, logSums: logSums, gradients: nil)
        return logSums
    }

    /// The gradient by the input of ``attend(_:_:into:in:)``, written.
    package func attendGradient(
        _ attention: TrainingAttention, _ input: TrainingTensor, output: TrainingTensor, logSums: TrainingTensor,
        outputGradient: TrainingTensor, inputGradient: TrainingTensor
    ) {
        matchShapes(input, inputGradient, "attendGradient")
        matchShapes(output, outputGradient, "attendGradient")
        run(attention, input: input, output: output, logSums: logSums, gradients: (outputGradient, inputGradient))
    }

    private func run(
        _ attention: TrainingAttention, input: TrainingTensor, output: TrainingTensor, logSums: TrainingTensor,
        gradients: (output: TrainingTensor, input: TrainingTensor)?
    ) {
        let (queries, keys) = (attention.queryWidth, attention.keyValueWidth)
        precondition(
            input.rows == attention.rows && input.columns == queries + 2 * keys && output.rows == input.rows && output.columns == queries,
            "attend: [\(input.rows), \(input.columns)] into [\(output.rows), \(output.columns)] for \(attention.rows) rows of \(queries) + 2 · \(keys)")
        guard input.rows > 0 else { return }
        func parts(of tensor: TrainingTensor) -> [TrainingTensor] {
            [0..<queries, queries..<queries + keys, queries + keys..<queries + 2 * keys].map { tensor.part(columns: $0) }
        }
        let read = parts(of: input)
        // Tensors and documents live through the call, and their shapes were checked.
        var view = unsafe tg_training_attention()
        unsafe view.sequences = attention.sequences
        unsafe view.rows = attention.rowsPerSequence
        unsafe view.heads = attention.heads
        unsafe view.key_heads = attention.keyValueHeads
        unsafe view.width = attention.headWidth
        unsafe view.scale = attention.scale
        unsafe view.causal = attention.isCausal
        unsafe view.window = attention.window ?? 0
        unsafe view.rounds = attention.rounds
        unsafe (view.queries, view.keys, view.values) = (read[0].operand, read[1].operand, read[2].operand)
        unsafe view.output = output.result
        unsafe view.log_sums = logSums.floats
        if let gradients {
            let into = parts(of: gradients.input)
            unsafe view.output_gradient = gradients.output.operand
            unsafe (view.query_gradient, view.key_gradient, view.value_gradient) = (into[0].result, into[1].result, into[2].result)
        }
        unsafe withPointer(to: attention.documents) { documents in
            unsafe view.documents = documents
            let isForward = gradients == nil
            profile.measure(isForward ? .attention : .attentionGradient, operations: attention.operations * (isForward ? 2 : 5)) {
                operation { workspace in
                    let threads = Int32(threadCount)
                    let scratch = unsafe workspace.scratch(tg_training_attention_scratch(&view, threads))
                    let pass = unsafe isForward ? tg_training_attend : tg_training_attend_backward
                    unsafe pass(kernels, pool.handle, threads, &view, scratch)
                }
            }
        }
    }
}
