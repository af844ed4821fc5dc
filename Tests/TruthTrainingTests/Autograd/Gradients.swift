import TruthModels
import TruthTensors
import TruthTraining

/// Compares gradients of the tape with central differences of a reference in double precision.
struct GradientCheck {
    let processor: Processor
    let arena = TensorArena()

    init(_ set: InstructionSet = .best, threadCount: Int = 2) {
        processor = Processor(instructionSet: set, threadCount: threadCount)
    }

    func parameter(_ values: Doubles, role: Parameter.Role = .hidden, name: String = "p") -> Parameter {
        let parameter = Parameter(name: name, role: role, rows: values.rows, columns: values.columns, in: arena)
        parameter.value.fill(values.floats)
        return parameter
    }

    func variable(_ values: Doubles) -> Variable {
        let tensor = TrainingTensor(rows: values.rows, columns: values.columns, in: arena)
        tensor.fill(values.floats)
        return Variable(tensor)
    }

    func tape(_ precision: Precision = .f32) -> Tape {
        Tape(processor: processor, arena: arena, precision: precision, isRecording: true)
    }

    /// The largest difference between our gradients of `Σ weight ⊙ output` and the reference's, relative to the largest gradient.
    ///
    /// - Parameters:
    ///   - inputs: What the operation depends on, in the order that both closures take.
    ///   - ours: Computes on the tape; returns the output and a way to read each input's gradient.
    ///   - reference: The same in doubles.
    func largestError(
        inputs: [Doubles], weights: Doubles, ours: (Tape) -> (output: Variable, gradients: () -> [[Float]]),
        reference: ([Doubles]) -> Doubles
    ) -> Double {
        let tape = tape()
        let (output, gradients) = ours(tape)
        let seed = TrainingTensor(rows: weights.rows, columns: weights.columns, in: arena)
        seed.fill(weights.floats)
        output.seed(seed, on: processor, in: arena)
        tape.backward()
        func value(_ inputs: [Doubles]) -> Double { zip(reference(inputs).values, weights.values).reduce(0) { $0 + $1.0 * $1.1 } }
        return Self.largestError(gradients(), inputs: inputs, value: value)
    }

    /// The largest difference between `gradients` and central differences of `value`, relative to the largest gradient.
    static func largestError(_ gradients: [[Float]], inputs: [Doubles], value: ([Doubles]) -> Double) -> Double {
        var (error, size) = (0.0, 1e-6)
        for (index, gradient) in gradients.enumerated() {
            for place in 0..<inputs[index].values.count {
                let step = 1e-5
                var changed = inputs
                changed[index].values[place] += step
                let above = value(changed)
                changed[index].values[place] -= 2 * step
                let slope = (above - value(changed)) / (2 * step)
                size = max(size, abs(slope))
                error = max(error, abs(slope - Double(gradient[place])))
            }
        }
        return error / size
    }
}
