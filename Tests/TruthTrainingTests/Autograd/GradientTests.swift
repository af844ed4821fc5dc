import Testing
import TruthModels
import TruthTensors
import TruthTraining

/// Every operation's gradient against central differences in double precision.
///
/// The bound is that of sums of a few dozen 32-bit floats: 2⁻²⁴ · 100 ≈ 6e-6, with a margin of 3.
struct GradientTests {
    static let bound = 2e-5

    @Test(arguments: InstructionSet.available)
    func `a linear layer's gradients by input, weight and bias`(set: InstructionSet) {
        let check = GradientCheck(set)
        let (x, w, b) = (Doubles.random(7, 19, seed: 1), Doubles.random(11, 19, seed: 2), Doubles.random(1, 11, seed: 3))
        let (input, weight, bias) = (check.variable(x), check.parameter(w), check.parameter(b))
        let error = check.largestError(inputs: [x, w, b], weights: .random(7, 11, seed: 4)) { tape in
            (tape.linear(input, weight, bias: bias, scale: 0.5), { [input.gradientValues!, weight.gradient!.values, bias.gradient!.values] })
        } reference: { inputs in
            let y = Doubles.linear(inputs[0], inputs[1], scale: 0.5)
            return Doubles(y.rows, y.columns, y.values.enumerated().map { $1 + inputs[2].values[$0 % y.columns] })
        }
        #expect(error < Self.bound)
    }

    @Test
    func `a branch that returns to the residual stream passes the gradient on`() {
        let check = GradientCheck()
        let (x, w, r) = (Doubles.random(5, 8, seed: 1), Doubles.random(6, 8, seed: 2), Doubles.random(5, 6, seed: 3))
        let (input, weight, residual) = (check.variable(x), check.parameter(w), check.variable(r))
        let error = check.largestError(inputs: [x, w, r], weights: .random(5, 6, seed: 4)) { tape in
            (
                tape.linear(input, weight, scale: 0.25, addedTo: residual),
                { [input.gradientValues!, weight.gradient!.values, residual.gradientValues!] }
            )
        } reference: { Doubles.linear($0[0], $0[1], scale: 0.25) + $0[2] }
        #expect(error < Self.bound)
    }

    @Test
    func `embeddings add up where a token comes twice`() {
        let check = GradientCheck()
        let table = Doubles.random(6, 70, seed: 1), ids: [Int32] = [3, 1, 3, 3, 0]
        let parameter = check.parameter(table, role: .embedding)
        let error = check.largestError(inputs: [table], weights: .random(5, 70, seed: 2)) { tape in
            (tape.embedding(ids, parameter, scale: 2), { [parameter.gradient!.values] })
        } reference: { inputs in Doubles(5, 70, ids.flatMap { inputs[0].row(Int($0)).map { 2 * $0 } }) }
        #expect(error < Self.bound)
    }

    @Test(arguments: InstructionSet.available, [true, false])
    func `RMSNorm's gradients with and without a gain`(set: InstructionSet, hasGain: Bool) {
        let check = GradientCheck(set)
        let (x, g) = (Doubles.random(130, 21, seed: 1), Doubles.random(1, 21, seed: 2))
        let (input, gain) = (check.variable(x), check.parameter(g, role: .gain))
        let error = check.largestError(inputs: hasGain ? [x, g] : [x], weights: .random(130, 21, seed: 3)) { tape in
            (
                tape.rmsNorm(input, gain: hasGain ? gain : nil, epsilon: 1e-5),
                { hasGain ? [input.gradientValues!, gain.gradient!.values] : [input.gradientValues!] }
            )
        } reference: { Doubles.rmsNorm($0[0], gain: hasGain ? $0[1].values : nil, epsilon: 1e-5) }
        #expect(error < Self.bound)
    }

    @Test(arguments: InstructionSet.available)
    func `LayerNorm's gradients by input, gain and bias`(set: InstructionSet) {
        let check = GradientCheck(set)
        let (x, g, b) = (Doubles.random(9, 33, seed: 1), Doubles.random(1, 33, seed: 2), Doubles.random(1, 33, seed: 3))
        let (input, gain, bias) = (check.variable(x), check.parameter(g, role: .gain), check.parameter(b, role: .bias))
        let error = check.largestError(inputs: [x, g, b], weights: .random(9, 33, seed: 4)) { tape in
            (
                tape.layerNorm(input, gain: gain, bias: bias, epsilon: 1e-5),
                { [input.gradientValues!, gain.gradient!.values, bias.gradient!.values] }
            )
        } reference: { Doubles.layerNorm($0[0], gain: $0[1].values, bias: $0[2].values, epsilon: 1e-5) }
        #expect(error < Self.bound)
    }

    @Test(arguments: InstructionSet.available, FeedForwardActivation.allCases)
    func `every activation's gradient`(set: InstructionSet, kind: FeedForwardActivation) {
        let check = GradientCheck(set)
        let x = Doubles.random(5, 34, size: 3, seed: 1)
        let input = check.variable(x)
        let error = check.largestError(inputs: [x], weights: .random(5, 34 / kind.inputsPerOutput, seed: 2)) { tape in
            (tape.activation(kind, input), { [input.gradientValues!] })
        } reference: { inputs in
            switch kind {
            case .swiGLU: .swiGLU(inputs[0])
            case .reluSquared: .reluSquared(inputs[0])
            case .gelu: .gelu(inputs[0])
            }
        }
        #expect(error < Self.bound)
    }

    struct Mask: Sendable, CustomTestStringConvertible {
        let name: String
        let isCausal: Bool
        let window: Int?
        let documents: [Int32]?
        var testDescription: String { name }

        func sees(_ t: Int, _ s: Int) -> Bool {
            (!isCausal || s <= t) && (window == nil || t - s < window!) && (documents == nil || documents![t] == documents![s])
        }
    }

    static let masks = [
        Mask(name: "causal", isCausal: true, window: nil, documents: nil),
        Mask(name: "sliding window", isCausal: true, window: 3, documents: nil),
        Mask(name: "bidirectional", isCausal: false, window: nil, documents: nil),
        Mask(name: "packed documents", isCausal: true, window: nil, documents: [0, 0, 0, 1, 1, 2, 2, 2, 2]),
    ]

    @Test(arguments: masks, [true, false])
    func `attention's gradients under every mask, with grouped, turned and normalised heads`(mask: Mask, normalizes: Bool) {
        let check = GradientCheck()
        let (rows, width, heads, keyHeads) = (9, 8, 4, 2)
        let (q, k) = (heads * width, keyHeads * width)
        let x = Doubles.random(rows, q + 2 * k, seed: 1), positions = (0..<rows).map { $0 % 5 }
        let input = check.variable(x)
        let rotation = Rotation(width: width, base: 100, scaling: nil, pairing: .halves)
        let attention = TrainingAttention(
            sequences: 1, rowsPerSequence: rows, heads: heads, keyValueHeads: keyHeads, headWidth: width, scale: 0.6,
            isCausal: mask.isCausal, window: mask.window, documents: mask.documents, rounds: false)
        let preparation = HeadPreparation(
            angles: TrainingAngles(rotation, positionCount: 5), positions: positions.map { Int32($0) }, normEpsilon: normalizes ? 1e-5 : nil)
        let error = check.largestError(inputs: [x], weights: .random(rows, q, seed: 2)) { tape in
            (tape.attention(input, attention, preparing: preparation), { [input.gradientValues!] })
        } reference: { inputs in
            func prepared(_ columns: Range<Int>) -> Doubles {
                let side = inputs[0].columns(columns)
                let normed = normalizes ? Doubles.rmsNorm(side, gain: nil, epsilon: 1e-5, norms: side.columns / width) : side
                return .turn(normed, headWidth: width, positions: positions, base: 100)
            }
            return .attention(
                queries: prepared(0..<q), keys: prepared(q..<q + k), values: inputs[0].columns(q + k..<q + 2 * k), headWidth: width,
                scale: 0.6, sees: mask.sees)
        }
        #expect(error < Self.bound)
    }

    @Test(arguments: InstructionSet.available)
    func `cross-entropy's gradients by input and head, in several chunks`(set: InstructionSet) {
        let check = GradientCheck(set)
        let (x, w) = (Doubles.random(40, 6, seed: 1), Doubles.random(37, 6, seed: 2))
        let targets = (0..<40).map { $0 % 7 == 3 ? -1 : $0 % 37 }, counted = targets.filter { $0 >= 0 }.count
        let (input, head, tape) = (check.variable(x), check.parameter(w, role: .head), check.tape())
        let loss = tape.crossEntropy(
            input, head: head, scale: 1.5, targets: targets.map { Int32($0) }, gradientScale: 1 / Float(counted), chunkRows: 16)
        tape.backward()
        func value(_ inputs: [Doubles]) -> Double { .init(Doubles.crossEntropy(.linear(inputs[0], inputs[1], scale: 1.5), targets: targets)) }
        #expect(abs(loss.mean - value([x, w])) < 1e-6)
        #expect(Int(loss.weight) == counted)
        #expect(GradientCheck.largestError([input.gradientValues!, head.gradient!.values], inputs: [x, w], value: value) < Self.bound)
    }

    @Test
    func `recomputed blocks give the gradients of kept ones`() {
        let check = GradientCheck()
        let (x, w) = (Doubles.random(6, 16, seed: 1), Doubles.random(16, 16, seed: 2))
        func gradients(recomputes: Bool) -> [[Float]] {
            let (input, weight, tape) = (check.variable(x), check.parameter(w), check.tape())
            let body = { (tape: Tape, x: Variable) in
                tape.linear(tape.rmsNorm(x, gain: nil, epsilon: 1e-5), weight, addedTo: x)
            }
            let output = recomputes ? tape.recomputing(input, body) : body(tape, input)
            let seed = TrainingTensor(rows: 6, columns: 16, in: check.arena)
            seed.fill(Doubles.random(6, 16, seed: 3).floats)
            output.seed(seed, on: check.processor, in: check.arena)
            tape.backward()
            return [input.gradientValues!, weight.gradient!.values]
        }
        #expect(gradients(recomputes: true) == gradients(recomputes: false))
    }
}
