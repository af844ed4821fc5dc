package import TruthTensors

/// How queries and keys are prepared before they meet.
package struct HeadPreparation {
    /// Turns queries and keys by their positions; `nil` for none.
    package var angles: TrainingAngles?
    /// Each row's position.
    package var positions: [Int32]
    /// Brings each query and key head to unit root mean square, before it is turned; `nil` for none (arXiv:2302.05442).
    package var normEpsilon: Float?
    /// Gains of those norms, `[1, E]` each.
    package var queryGain, keyGain: Parameter?

    package init(angles: TrainingAngles?, positions: [Int32], normEpsilon: Float? = nil, queryGain: Parameter? = nil, keyGain: Parameter? = nil) {
        self.angles = angles
        self.positions = positions
        self.normEpsilon = normEpsilon
        self.queryGain = queryGain
        self.keyGain = keyGain
    }
}

// T rows · H query heads · K key-value heads · E head width
extension Tape {
    /// Softmax attention over queries, keys and values side by side, `[T, (H + 2 K) · E]` to `[T, H · E]`.
    ///
    /// The input's numbers are undefined afterwards.
    package func attention(_ input: Variable, _ attention: TrainingAttention, preparing preparation: HeadPreparation) -> Variable {
        let (queries, keys) = (attention.queryWidth, attention.keyValueWidth)
        let norms = prepare(input.value, attention, preparation)
        let prepared = norms?.prepared ?? input.value
        let output = Variable(makeTensor(rows: input.value.rows, columns: queries))
        let logSums = processor.attend(attention, prepared, into: output.value, in: arena)
        record { [self] in
            guard let outputGradient = output.takeGradient() else { return }
            input.addGradient(type: precision.activationType, on: processor, in: arena) { target, adds in
                precondition(!adds, "attention: its input feeds something else too")
                processor.attendGradient(
                    attention, prepared, output: output.value, logSums: logSums, outputGradient: outputGradient, inputGradient: target)
                if let angles = preparation.angles {
                    processor.turn(target.part(columns: 0..<queries + keys), by: angles, positions: preparation.positions, backwards: true)
                }
                guard let norms else { return }
                for (side, gain, inverses) in [
                    (0..<queries, preparation.queryGain, norms.queries), (queries..<queries + keys, preparation.keyGain, norms.keys),
                ] {
                    let gradient = target.part(columns: side)
                    processor.rmsNormGradient(
                        input.value.part(columns: side), inverses: inverses, gain: gain?.value, norms: side.count / attention.headWidth,
                        outputGradient: gradient, inputGradient: gradient, adds: false, gainGradient: gain?.gradientToAddTo(in: arena),
                        in: arena)
                }
            }
        }
        return output
    }

    /// Norms into a copy, since their gradient needs what came in, then turns in place.
    private func prepare(
        _ input: TrainingTensor, _ attention: TrainingAttention, _ preparation: HeadPreparation
    ) -> (prepared: TrainingTensor, queries: TrainingTensor, keys: TrainingTensor)? {
        let (queries, keys) = (attention.queryWidth, attention.keyValueWidth)
        var result: (prepared: TrainingTensor, queries: TrainingTensor, keys: TrainingTensor)?
        if let epsilon = preparation.normEpsilon {
            let prepared = makeTensor(rows: input.rows, columns: input.columns)
            func norm(_ columns: Range<Int>, _ gain: Parameter?) -> TrainingTensor {
                processor.rmsNorm(
                    input.part(columns: columns), gain: gain?.value, epsilon: epsilon, norms: columns.count / attention.headWidth,
                    into: prepared.part(columns: columns), in: arena)
            }
            let inverses = (norm(0..<queries, preparation.queryGain), norm(queries..<queries + keys, preparation.keyGain))
            let values = queries + keys..<queries + 2 * keys
            processor.copy(input.part(columns: values), to: prepared.part(columns: values))
            result = (prepared, inverses.0, inverses.1)
        }
        if let angles = preparation.angles {
            processor.turn((result?.prepared ?? input).part(columns: 0..<queries + keys), by: angles, positions: preparation.positions)
        }
        return result
    }
}
