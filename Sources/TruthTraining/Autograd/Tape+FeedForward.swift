package import TruthTensors

// T rows · F columns of the output
extension Tape {
    /// What stands between the products of a feed-forward part: `[T, F]` or, gate and up side by side, `[T, 2 F]` to `[T, F]`.
    ///
    /// The input's numbers are undefined after the way back.
    package func activation(_ kind: FeedForwardActivation, _ input: Variable) -> Variable {
        let output = Variable(makeTensor(rows: input.value.rows, columns: input.value.columns / kind.inputsPerOutput))
        processor.activate(kind, input.value, into: output.value)
        record { [processor, arena] in
            guard let gradient = output.takeGradient() else { return }
            // The gradient takes the input's place.
            processor.activateGradient(kind, input.value, outputGradient: gradient, inputGradient: input.value)
            input.receive(input.value, on: processor, in: arena)
        }
        return output
    }
}
