package import TruthModels
package import TruthTensors

// T rows · D width · H heads · K key-value heads · E head width · F hidden width · V vocabulary

/// A decoder of the Llama family that learns: what ``Decoder`` serves, from the same configuration and under the same names.
///
/// Products of one input are fused: queries, keys and values are one parameter, gate and up another; their parts have the names
/// that files give them. Not `Sendable`: one run works with it.
package final class TrainableDecoder {
    package struct Block {
        package let attentionNorm, input, output, feedForwardNorm, up, down: Parameter
    }

    package let configuration: LlamaConfiguration
    package let parametrization: Parametrization
    package let factors: Parametrization.Factors
    /// `[V, D]`
    package let embedding: Parameter
    package let blocks: [Block]
    package let outputNorm: Parameter
    /// `[V, D]`; the embedding where the two are tied.
    package let head: Parameter
    /// Whether blocks are computed again on the way back instead of keeping their activations.
    package var recomputes = false
    /// Shown numbers on their way forward, by name, for studies; `nil` shows nobody.
    package var probe: ((_ name: String, _ values: TrainingTensor) -> Void)?
    private let angles: TrainingAngles

    /// Zeros everywhere; see ``initialize(seed:)`` and ``load(from:)``.
    ///
    /// - Parameter positionCount: The longest sequence of the run.
    package init(_ configuration: LlamaConfiguration, parametrization: Parametrization, positionCount: Int, in arena: TensorArena) {
        self.configuration = configuration
        self.parametrization = parametrization
        factors = parametrization.factors(width: configuration.width, depth: configuration.blockCount)
        let names = LlamaNames.huggingFace, width = configuration.width
        embedding = Parameter(name: names.embedding, role: .embedding, rows: configuration.vocabularySize, columns: width, in: arena)
        blocks = (0..<configuration.blockCount).map { Self.block(names.block($0), names, configuration, in: arena) }
        outputNorm = Parameter(name: names.outputNorm, role: .gain, rows: 1, columns: width, in: arena)
        head = configuration.isTied
            ? embedding : Parameter(name: names.head, role: .head, rows: configuration.vocabularySize, columns: width, in: arena)
        var rotation = configuration.rotation
        // Files pair neighbours only where the rows of queries and keys are stored in another order.
        rotation.pairing = .halves
        angles = TrainingAngles(rotation.rotation(headWidth: configuration.headWidth), positionCount: positionCount)
    }

    private static func block(_ prefix: String, _ names: LlamaNames, _ configuration: LlamaConfiguration, in arena: TensorArena) -> Block {
        let (width, hidden) = (configuration.width, configuration.hiddenWidth)
        func parameter(_ role: Parameter.Role, _ columns: Int, _ parts: [(name: String, rows: Int)]) -> Parameter {
            var row = 0
            let parts = parts.map { part in
                defer { row += part.rows }
                return Parameter.Part(name: prefix + part.name, rows: row..<row + part.rows)
            }
            let name = parts.count == 1 ? parts[0].name : parts.map(\.name).joined(separator: "+")
            return Parameter(name: name, role: role, rows: row, columns: columns, parts: parts, in: arena)
        }
        let up = [(names.up, hidden)]
        return Block(
            attentionNorm: parameter(.gain, width, [(names.attentionNorm, 1)]),
            input: parameter(
                .hidden, width,
                [(names.query, configuration.queryWidth), (names.key, configuration.keyValueWidth), (names.value, configuration.keyValueWidth)]),
            output: parameter(.hidden, configuration.queryWidth, [(names.output, width)]),
            feedForwardNorm: parameter(.gain, width, [(names.feedForwardNorm, 1)]),
            up: parameter(.hidden, width, configuration.activation == .swiGLU ? [(names.gate, hidden)] + up : up),
            down: parameter(.hidden, hidden, [(names.down, width)]))
    }

    /// All parameters, each once, in the order of the model.
    package var parameters: [Parameter] {
        [embedding] + blocks.flatMap { [$0.attentionNorm, $0.input, $0.output, $0.feedForwardNorm, $0.up, $0.down] } + [outputNorm]
            + (configuration.isTied ? [] : [head])
    }

    /// Numbers that learn.
    package var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

    /// Operations that a token costs, forward and backward: 6 for each number of a matrix that is multiplied, and attention's
    /// 12 · L · H · E · S over a context of S (half of it, since rows see no later ones).
    package func operationsPerToken(sequenceLength: Int) -> Double {
        let products = blocks.reduce(0) { $0 + $1.input.count + $1.output.count + $1.up.count + $1.down.count } + head.count
        return 6 * Double(products) + 6 * Double(configuration.blockCount * configuration.queryWidth * sequenceLength)
    }

    /// Factor on queries · keys; heads of unit root mean square need no other parametrisation.
    var attentionScale: Float {
        configuration.normalizesHeads ? 1 / Float(configuration.headWidth).squareRoot() : factors.attention(headWidth: configuration.headWidth)
    }

    /// Draws the first numbers; the same seed gives the same model.
    package func initialize(seed: UInt64) {
        for parameter in parameters {
            guard parameter.role != .gain else {
                parameter.value.fill([Float](repeating: 1, count: parameter.count))
                continue
            }
            // Each parameter has a stream of its own, so that none depends on the shapes of others.
            var normal = NormalSource(seed: StableHash.hash(parameter.name, seed: seed))
            let deviation = factors.deviation(of: parameter.role)
            parameter.value.fill((0..<parameter.count).map { _ in deviation == 0 ? 0 : deviation * normal.next() })
        }
    }

    // MARK: - Forward

    /// The loss of a batch; while the tape records, gradients wait for ``Tape/backward()``.
    ///
    /// - Parameter gradientScale: Factor on the gradients, such as 1 over the tokens of the step.
    package func loss(_ batch: TokenBatch, gradientScale: Float, on tape: Tape) -> BatchLoss {
        loss(batch, hidden: hidden(batch, on: tape), gradientScale: gradientScale, on: tape)
    }

    /// The loss of a batch whose ``hidden(_:on:)`` is known.
    package func loss(_ batch: TokenBatch, hidden: Variable, gradientScale: Float, on tape: Tape) -> BatchLoss {
        tape.crossEntropy(
            hidden, head: head, scale: factors.logits, targets: batch.targets, weights: batch.weights, gradientScale: gradientScale)
    }

    /// The loss of each of the batch's tokens, in nats; 0 where there is no target.
    package func tokenLosses(_ batch: TokenBatch, hidden: Variable, on tape: Tape) -> [Float] {
        tape.tokenLosses(hidden, head: head, scale: factors.logits, targets: batch.targets)
    }

    /// What the head reads, `[T, D]`.
    package func hidden(_ batch: TokenBatch, on tape: Tape) -> Variable {
        let attention = TrainingAttention(
            sequences: batch.sequences, rowsPerSequence: batch.sequenceLength, heads: configuration.headCount,
            keyValueHeads: configuration.keyValueHeadCount, headWidth: configuration.headWidth,
            scale: attentionScale, isCausal: true, documents: batch.documents,
            rounds: tape.precision.rounds)
        let preparation = HeadPreparation(
            angles: angles, positions: batch.positions, normEpsilon: configuration.normalizesHeads ? configuration.normEpsilon : nil)
        var x = tape.embedding(batch.tokens, embedding, scale: factors.embedding)
        probe?("embeddings", x.value)
        for (index, block) in blocks.enumerated() {
            let body = { [self] (tape: Tape, x: Variable) in apply(block, to: x, attention, preparation, on: tape) }
            x = recomputes ? tape.recomputing(x, body) : body(tape, x)
            probe?("block \(index + 1)", x.value)
        }
        return tape.rmsNorm(x, gain: outputNorm, epsilon: configuration.normEpsilon)
    }

    private func apply(
        _ block: Block, to input: Variable, _ attention: TrainingAttention, _ preparation: HeadPreparation, on tape: Tape
    ) -> Variable {
        var x = input
        let a = tape.rmsNorm(x, gain: block.attentionNorm, epsilon: configuration.normEpsilon)
        let heads = tape.linear(a, block.input)
        probe?("heads", heads.value)
        let attended = tape.attention(heads, attention, preparing: preparation)
        x = tape.linear(attended, block.output, scale: factors.residual, addedTo: x)
        let f = tape.rmsNorm(x, gain: block.feedForwardNorm, epsilon: configuration.normEpsilon)
        let activated = tape.activation(configuration.activation, tape.linear(f, block.up))
        return tape.linear(activated, block.down, scale: factors.residual, addedTo: x)
    }
}
