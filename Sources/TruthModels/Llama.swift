package import TruthTensors

// T tokens · D width · H heads · K key-value heads · E head width · F hidden width · V vocabulary · R rows with logits

/// A decoder of the Llama family (arXiv:2302.13971, arXiv:2307.09288, arXiv:2407.21783): grouped-query attention over rotated
/// positions, RMSNorm before each part, SwiGLU.
///
/// It is frozen: every conversation shares it, and brings its own ``KVCache``.
package struct Llama: Sendable {
    package let configuration: LlamaConfiguration
    /// One row per token, `[V, D]`.
    package let embedding: Matrix
    package let blocks: [LlamaBlock]
    package let outputNorm: [Float]
    /// `[V, D]`; the embedding itself where the file ties the two.
    package let head: Matrix
    private let rotation: Rotation

    package init(configuration: LlamaConfiguration, embedding: Matrix, blocks: [LlamaBlock], outputNorm: [Float], head: Matrix) {
        self.configuration = configuration
        self.embedding = embedding
        self.blocks = blocks
        self.outputNorm = outputNorm
        self.head = head
        rotation = configuration.rotation.rotation(headWidth: configuration.headWidth)
    }

    /// Reads the batch's tokens into their caches and leaves the logits of its output rows in `workspace.logits`, `[R, V]`.
    ///
    /// - Precondition: All tokens are in the vocabulary; the batch isn't empty.
    package func forward(_ batch: LlamaBatch, in workspace: LlamaWorkspace, on processor: Processor) {
        processor.embed(batch.tokens, from: embedding, into: workspace.stream)
        for (index, block) in blocks.enumerated() {
            attention(of: block, at: index, batch, in: workspace, on: processor)
            // What follows the last attention matters only to the rows whose logits are wanted: of a prompt, one.
            let isLast = index == blocks.count - 1
            if isLast { workspace.choose(batch.outputRows) }
            feedForward(of: block, to: isLast ? workspace.chosen : workspace.stream, in: workspace, on: processor)
        }
        for sequence in batch.sequences { sequence.cache.append(batch.tokens[sequence.rows]) }
        guard !batch.outputRows.isEmpty else { return }
        processor.rmsNorm(
            workspace.chosen, gain: outputNorm, epsilon: configuration.normEpsilon, into: workspace.normed)
        processor.linear(workspace.normed, head, into: workspace.logits)
    }

    /// `x += softmax(q kᵀ / √E) v · output`, over each conversation's own past.
    private func attention(
        of block: LlamaBlock, at index: Int, _ batch: LlamaBatch, in workspace: LlamaWorkspace, on processor: Processor
    ) {
        let (query, key, value) = (workspace.query, workspace.key, workspace.value)
        processor.rmsNorm(
            workspace.stream, gain: block.attentionNorm, epsilon: configuration.normEpsilon, into: workspace.normed)
        processor.linear(workspace.normed, [(block.query, query), (block.key, key), (block.value, value)])
        if configuration.normalizesHeads {
            for heads in [query, key] {
                processor.normalizeHeads(heads, headWidth: configuration.headWidth, epsilon: configuration.normEpsilon)
            }
        }
        processor.rotate(query, headWidth: configuration.headWidth, positions: batch.positions, by: rotation)
        processor.rotate(key, headWidth: configuration.headWidth, positions: batch.positions, by: rotation)
        for sequence in batch.sequences {
            processor.append(keys: key, values: value, rows: sequence.rows, to: sequence.cache.layers[index])
        }
        let segments = batch.sequences.map {
            AttentionSegment(rows: $0.rows, firstPosition: $0.cache.count, cache: $0.cache.layers[index])
        }
        let scale = 1 / Float(configuration.headWidth).squareRoot()
        processor.attend(queries: query, over: segments, scale: scale, into: workspace.attended)
        processor.linear(workspace.attended, block.output, into: workspace.stream, accumulate: true)
    }

    /// `x += activation(x · gate, x · up) · down`
    private func feedForward(of block: LlamaBlock, to x: Tensor, in workspace: LlamaWorkspace, on processor: Processor) {
        guard x.rows > 0 else { return }
        processor.rmsNorm(x, gain: block.feedForwardNorm, epsilon: configuration.normEpsilon, into: workspace.normed)
        if let gate = block.gate {
            processor.linear(workspace.normed, [(gate, workspace.gate), (block.up, workspace.up)])
        } else {
            processor.linear(workspace.normed, block.up, into: workspace.up)
        }
        switch configuration.activation {
        case .swiGLU: processor.swiGLU(gate: workspace.gate, up: workspace.up, into: workspace.up)
        case .reluSquared: processor.reluSquared(workspace.up)
        case .gelu: processor.gelu(workspace.up)
        }
        processor.linear(workspace.up, block.down, into: x, accumulate: true)
    }
}

extension Tensor {
    /// Overwrites a row with one of another tensor of the same width.
    func copyRow(_ target: Int, from other: Tensor, row source: Int) {
        other.withRow(source) { values in
            withMutableRow(target) { copy in
                for index in 0..<values.count { copy[index] = values[index] }
            }
        }
    }
}
