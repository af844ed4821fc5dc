package import TruthTensors

// T tokens · D width · H heads · K key-value heads · E head width · F hidden width · V vocabulary · R rows with logits

/// A decoder: a Llama (arXiv:2302.13971) with what its family does otherwise, as ``DecoderConfiguration`` says.
///
/// It is frozen: every conversation shares it, and brings its own ``KVCache``.
package struct Decoder: Sendable {
    package let configuration: DecoderConfiguration
    /// One row per token, `[V, D]`.
    package let embedding: Matrix
    package let blocks: [DecoderBlock]
    package let outputNorm: [Float]
    /// `[V, D]`; the embedding itself where the file ties the two.
    package let head: Matrix
    /// How each block turns queries and keys.
    private let rotations: [Rotation?]

    package init(configuration: DecoderConfiguration, embedding: Matrix, blocks: [DecoderBlock], outputNorm: [Float], head: Matrix) {
        self.configuration = configuration
        self.embedding = embedding
        self.blocks = blocks
        self.outputNorm = outputNorm
        self.head = head
        var known: [RotaryConfiguration: Rotation] = [:]
        rotations = configuration.attention.map { attention in
            guard let rotation = attention.rotation else { return nil }
            // Equal rotations are one value, so that comparing them is comparing addresses.
            let made = known[rotation] ?? rotation.rotation(headWidth: configuration.llama.headWidth)
            known[rotation] = made
            return made
        }
    }

    /// Reads the batch's tokens into their caches and leaves the logits of its output rows in `workspace.logits`, `[R, V]`.
    ///
    /// - Precondition: All tokens are in the vocabulary; the batch isn't empty.
    package func forward(_ batch: DecoderBatch, in workspace: DecoderWorkspace, on processor: Processor) {
        processor.embed(batch.tokens, from: embedding, into: workspace.stream)
        if configuration.embeddingScale != 1 { processor.scale(workspace.stream, by: configuration.embeddingScale) }
        let adapted = batch.adaptedRows(isOutput: false)
        for (index, block) in blocks.enumerated() {
            attention(of: block, at: index, batch, adapted, in: workspace, on: processor)
            // What follows the last attention matters only to the rows whose logits are wanted: of a prompt, one.
            let isLast = index == blocks.count - 1
            if isLast { workspace.choose(batch.outputRows) }
            feedForward(
                of: block, at: index, to: isLast ? workspace.chosen : workspace.stream, isLast ? batch.adaptedRows(isOutput: true) : adapted,
                in: workspace, on: processor)
        }
        for sequence in batch.sequences { sequence.cache.append(batch.tokens[sequence.rows]) }
        guard !batch.outputRows.isEmpty else { return }
        processor.rmsNorm(workspace.chosen, gain: outputNorm, epsilon: configuration.llama.normEpsilon, into: workspace.normed)
        processor.linear(workspace.normed, head, into: workspace.logits)
        if let cap = configuration.logitCap { processor.bend(workspace.logits, cap: cap) }
    }

    /// `x += softmax(q kᵀ · scale) v · output`, over each conversation's own past.
    private func attention(
        of block: DecoderBlock, at index: Int, _ batch: DecoderBatch, _ adapted: [DecoderBatch.AdaptedRows], in workspace: DecoderWorkspace,
        on processor: Processor
    ) {
        let (query, key, value) = (workspace.query, workspace.key, workspace.value)
        let input = normed(workspace.stream, by: block.attentionNorm, in: workspace, on: processor)
        processor.linear(input, [(block.query, query), (block.key, key), (block.value, value)])
        for (target, output) in [(Adapter.Target.query, query), (.key, key), (.value, value)] {
            correct(output, input: input, target, at: index, adapted, in: workspace, on: processor)
        }
        if let biases = block.biases {
            processor.addBias(biases.query, to: query)
            processor.addBias(biases.key, to: key)
            processor.addBias(biases.value, to: value)
        }
        normalizeHeads(query, gain: block.headGains?.query, on: processor)
        normalizeHeads(key, gain: block.headGains?.key, on: processor)
        if let rotation = rotations[index] {
            processor.rotate(query, headWidth: configuration.llama.headWidth, positions: batch.positions, by: rotation)
            processor.rotate(key, headWidth: configuration.llama.headWidth, positions: batch.positions, by: rotation)
        }
        for sequence in batch.sequences {
            processor.append(keys: key, values: value, rows: sequence.rows, to: sequence.cache.layers[index])
        }
        let segments = batch.sequences.map {
            AttentionSegment(rows: $0.rows, firstPosition: $0.cache.count, cache: $0.cache.layers[index])
        }
        processor.attend(
            queries: query, over: segments, scale: configuration.attentionScale, cap: configuration.attentionCap,
            window: configuration.attention[index].window, into: workspace.attended)
        add(workspace.attended, times: block.output, norm: block.attentionPostNorm, to: workspace.stream, in: workspace, on: processor) {
            correct($0, input: workspace.attended, .output, at: index, adapted, in: workspace, on: processor)
        }
    }

    private func normalizeHeads(_ heads: Tensor, gain: [Float]?, on processor: Processor) {
        switch configuration.headNorm {
        case .none: break
        case .unit, .perHead:
            processor.normalizeHeads(heads, headWidth: configuration.llama.headWidth, gain: gain, epsilon: configuration.llama.normEpsilon)
        case .whole: processor.rmsNorm(heads, gain: gain!, epsilon: configuration.llama.normEpsilon, into: heads)
        }
    }

    /// `x += activation(x · gate, x · up) · down`
    private func feedForward(
        of block: DecoderBlock, at index: Int, to x: Tensor, _ adapted: [DecoderBatch.AdaptedRows], in workspace: DecoderWorkspace,
        on processor: Processor
    ) {
        guard x.rows > 0 else { return }
        let input = normed(x, by: block.feedForwardNorm, in: workspace, on: processor)
        switch block.feedForward {
        case .dense(let products):
            activate(input, by: products, in: workspace, on: processor) {
                correct(workspace.gate, input: input, .gate, at: index, adapted, in: workspace, on: processor)
                correct(workspace.up, input: input, .up, at: index, adapted, in: workspace, on: processor)
            }
            add(workspace.up, times: products.down, norm: block.feedForwardPostNorm, to: x, in: workspace, on: processor) {
                correct($0, input: workspace.up, .down, at: index, adapted, in: workspace, on: processor)
            }
        case .mixture(let router, let experts):
            mix(input, router: router, experts: experts, into: x, in: workspace, on: processor)
        }
    }

    /// Adds what adapters correct in a product of `input` that lies in `output`.
    private func correct(
        _ output: Tensor, input: Tensor, _ target: Adapter.Target, at index: Int, _ adapted: [DecoderBatch.AdaptedRows],
        in workspace: DecoderWorkspace, on processor: Processor
    ) {
        for group in adapted {
            guard let correction = group.adapter.corrections[index][target] else { continue }
            workspace.adapters.correct(output, rows: group.rows, input: input, by: correction, scale: group.adapter.scale, on: processor)
        }
    }

    /// Leaves `activation(input · gate, input · up)` in `workspace.up`.
    ///
    /// - Parameter correct: Called when the products are there.
    private func activate(
        _ input: Tensor, by products: DecoderBlock.GatedProducts, in workspace: DecoderWorkspace, on processor: Processor,
        correcting correct: () -> Void = {}
    ) {
        if let gate = products.gate {
            processor.linear(input, [(gate, workspace.gate), (products.up, workspace.up)])
        } else {
            processor.linear(input, products.up, into: workspace.up)
        }
        correct()
        switch configuration.llama.activation {
        case .swiGLU where configuration.gatesWithGELU: processor.geGLU(gate: workspace.gate, up: workspace.up, into: workspace.up)
        case .swiGLU: processor.swiGLU(gate: workspace.gate, up: workspace.up, into: workspace.up)
        case .reluSquared: processor.reluSquared(workspace.up)
        case .gelu: processor.gelu(workspace.up)
        }
    }

    /// `x += Σ weight · expert(input)` over the experts that the router picks for each row, in the order of the experts.
    private func mix(
        _ input: Tensor, router: Matrix, experts: [DecoderBlock.GatedProducts], into x: Tensor, in workspace: DecoderWorkspace,
        on processor: Processor
    ) {
        guard let mixture = configuration.mixture else { preconditionFailure("Decoder: experts without a mixture") }
        processor.linear(input, router, into: workspace.scores)
        let choices = ExpertChoices(workspace.scores, mixture, on: processor)
        for (expert, products) in experts.enumerated() where !choices.rows[expert].isEmpty {
            let rows = choices.rows[expert]
            workspace.gather(rows, of: input)
            activate(workspace.gathered, by: products, in: workspace, on: processor)
            processor.linear(workspace.up, products.down, into: workspace.branch)
            processor.add(workspace.branch, scaledBy: choices.weights[expert], toRows: rows, of: x)
        }
    }

    /// The input, normalised into `workspace.normed` where there are gains.
    private func normed(_ x: Tensor, by gains: [Float]?, in workspace: DecoderWorkspace, on processor: Processor) -> Tensor {
        guard let gains else { return x }
        processor.rmsNorm(x, gain: gains, epsilon: configuration.llama.normEpsilon, into: workspace.normed)
        return workspace.normed
    }

    /// `x += norm(input · weights)`
    ///
    /// - Parameter correct: Called with what the product was added to or written to, before the norm.
    private func add(
        _ input: Tensor, times weights: Matrix, norm gains: [Float]?, to x: Tensor, in workspace: DecoderWorkspace, on processor: Processor,
        correcting correct: (Tensor) -> Void
    ) {
        guard let gains else {
            processor.linear(input, weights, into: x, accumulate: true)
            return correct(x)
        }
        processor.linear(input, weights, into: workspace.branch)
        correct(workspace.branch)
        processor.rmsNorm(workspace.branch, gain: gains, epsilon: configuration.llama.normEpsilon, into: workspace.branch)
        processor.add(workspace.branch, to: x)
    }
}
