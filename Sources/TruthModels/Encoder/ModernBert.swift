package import TruthTensors

// T tokens · D width · H heads · F hidden width · V vocabulary

/// A ModernBERT encoder (arXiv:2412.13663): norms before each part, positions that turn, GELU with a gate, no biases, and of every three
/// blocks two that see only what is near.
package struct ModernBert: Encoder {
    /// One block's weights.
    package struct Block: Sendable {
        /// Absent from the first block, whose input has just been normalised.
        let attentionNorm: [Float]?
        /// `[D, D]` each.
        let query, key, value, output: Matrix
        let feedForwardNorm: [Float]
        /// `[F, D]`, `[F, D]`, `[D, F]`.
        let up, gate, down: Matrix
    }

    package let configuration: ModernBertConfiguration
    /// `[V, D]`.
    let embedding: Matrix
    let embeddingNorm, outputNorm: [Float]
    let blocks: [Block]
    /// How products and attention are computed; the weights have the type that goes with it.
    let precision: EncoderPrecision
    private let rotations: [Rotation]
    /// LayerNorm's summands: the family has none.
    private let zeros: [Float]

    init(
        configuration: ModernBertConfiguration, embedding: Matrix, embeddingNorm: [Float], blocks: [Block], outputNorm: [Float],
        precision: EncoderPrecision
    ) {
        self.configuration = configuration
        self.embedding = embedding
        self.embeddingNorm = embeddingNorm
        self.blocks = blocks
        self.outputNorm = outputNorm
        self.precision = precision
        rotations = configuration.attention.map { $0.rotation.rotation(headWidth: configuration.headWidth) }
        zeros = Array(repeating: 0, count: configuration.width)
    }

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
        processor.embed(tokens, from: embedding, into: workspace.stream)
        normalise(workspace.stream, by: embeddingNorm, into: workspace.stream, on: processor)
        for (index, block) in blocks.enumerated() {
            attention(of: block, at: index, over: sequences, positions, in: workspace, on: processor)
            feedForward(of: block, in: workspace, on: processor)
        }
        normalise(workspace.stream, by: outputNorm, into: workspace.stream, on: processor)
        return sequences
    }

    /// `x += softmax(q kᵀ / √(D / H)) v · output`, over the text or what is near.
    private func attention(
        of block: Block, at index: Int, over sequences: [Range<Int>], _ positions: [Int], in workspace: EncoderWorkspace, on processor: Processor
    ) {
        let (query, key, value) = (workspace.query, workspace.key, workspace.value), headWidth = configuration.headWidth
        var input = workspace.stream
        if let norm = block.attentionNorm {
            input = workspace.normed
            normalise(workspace.stream, by: norm, into: input, on: processor)
        }
        processor.linear(input, [(block.query, query), (block.key, key), (block.value, value)], roundsInput: rounds)
        processor.rotate(query, headWidth: headWidth, positions: positions, by: rotations[index])
        processor.rotate(key, headWidth: headWidth, positions: positions, by: rotations[index])
        processor.attend(
            queries: query, keys: key, values: value, sequences: sequences, headWidth: headWidth, scale: 1 / Float(headWidth).squareRoot(),
            reach: configuration.attention[index].reach, rounded: precision != .f32, into: workspace.attended)
        processor.linear(workspace.attended, block.output, into: workspace.stream, accumulate: true, roundsInput: rounds)
    }

    /// `x += (gelu(x · up) ⊙ (x · gate)) · down`
    private func feedForward(of block: Block, in workspace: EncoderWorkspace, on processor: Processor) {
        normalise(workspace.stream, by: block.feedForwardNorm, into: workspace.normed, on: processor)
        processor.linear(workspace.normed, [(block.up, workspace.hidden), (block.gate, workspace.gate)], roundsInput: rounds)
        processor.gelu(workspace.hidden)
        processor.multiply(workspace.hidden, by: workspace.gate)
        processor.linear(workspace.hidden, block.down, into: workspace.stream, accumulate: true, roundsInput: rounds)
    }

    private var rounds: Bool { precision == .bf16 }

    private func normalise(_ x: Tensor, by gain: [Float], into output: Tensor, on processor: Processor) {
        processor.layerNorm(x, gain: gain, bias: zeros, epsilon: configuration.normEpsilon, into: output)
    }
}
