package import TruthTensors

// T tokens · D width · H heads · F hidden width · V vocabulary · P positions

/// A BERT encoder (arXiv:1810.04805): every token sees every other of its text, and LayerNorm follows each part.
package struct Bert: Encoder {
    package let configuration: BertConfiguration
    /// `[V, D]`, `[P, D]`.
    package let wordEmbedding, positionEmbedding: Matrix
    /// The embedding of token type 0, `[D]`: we never pair texts.
    package let typeEmbedding: [Float]
    package let embeddingNorm: NormWeights
    package let blocks: [BertBlock]
    /// How products and attention are computed; the weights have the type that goes with it.
    package let precision: EncoderPrecision

    package var width: Int { configuration.width }
    package var vocabularySize: Int { configuration.vocabularySize }
    package var positionCount: Int { configuration.positionCount }

    package func workspace() -> EncoderWorkspace {
        EncoderWorkspace(width: configuration.width, hiddenWidth: configuration.hiddenWidth)
    }

    package func forward(_ texts: some Collection<[Int]>, in workspace: EncoderWorkspace, on processor: Processor) -> [Range<Int>] {
        var sequences: [Range<Int>] = []
        var tokens: [Int] = []
        var positions: [Int] = []
        for text in texts {
            sequences.append(tokens.count..<tokens.count + text.count)
            tokens += text
            positions += text.indices
        }
        embed(tokens, at: positions, in: workspace, on: processor)
        for block in blocks {
            attention(of: block, over: sequences, in: workspace, on: processor)
            feedForward(of: block, in: workspace, on: processor)
        }
        return sequences
    }

    private func embed(_ tokens: [Int], at positions: [Int], in workspace: EncoderWorkspace, on processor: Processor) {
        processor.embed(tokens, from: wordEmbedding, into: workspace.stream)
        // The query's rows are free until the first block.
        processor.embed(positions, from: positionEmbedding, into: workspace.query)
        processor.add(workspace.query, to: workspace.stream)
        normalise(workspace.stream, adding: typeEmbedding, by: embeddingNorm, on: processor)
    }

    /// `x = norm(x + softmax(q kᵀ / √(D / H)) v · output)`
    private func attention(
        of block: BertBlock, over sequences: [Range<Int>], in workspace: EncoderWorkspace, on processor: Processor
    ) {
        let (query, key, value) = (workspace.query, workspace.key, workspace.value)
        processor.linear(
            workspace.stream, [(block.query.weights, query), (block.key.weights, key), (block.value.weights, value)],
            roundsInput: rounds)
        processor.addBias(block.query.bias, to: query)
        processor.addBias(block.key.bias, to: key)
        processor.addBias(block.value.bias, to: value)
        let headWidth = configuration.width / configuration.headCount
        processor.attend(
            queries: query, keys: key, values: value, sequences: sequences, headWidth: headWidth,
            scale: 1 / Float(headWidth).squareRoot(), rounded: precision != .f32, into: workspace.attended)
        processor.linear(workspace.attended, block.output.weights, into: workspace.stream, accumulate: true, roundsInput: rounds)
        normalise(workspace.stream, adding: block.output.bias, by: block.attentionNorm, on: processor)
    }

    /// `x = norm(x + gelu(x · up) · down)`
    private func feedForward(of block: BertBlock, in workspace: EncoderWorkspace, on processor: Processor) {
        processor.linear(workspace.stream, block.up.weights, into: workspace.hidden, roundsInput: rounds)
        processor.gelu(workspace.hidden, adding: block.up.bias)
        processor.linear(workspace.hidden, block.down.weights, into: workspace.stream, accumulate: true, roundsInput: rounds)
        normalise(workspace.stream, adding: block.down.bias, by: block.outputNorm, on: processor)
    }

    private var rounds: Bool { precision == .bf16 }

    private func normalise(_ x: Tensor, adding bias: [Float], by norm: NormWeights, on processor: Processor) {
        processor.layerNorm(x, adding: bias, gain: norm.gain, bias: norm.bias, epsilon: configuration.normEpsilon, into: x)
    }
}
