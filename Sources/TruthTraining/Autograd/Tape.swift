package import TruthTensors

/// Automatic differentiation in reverse: each operation computes at once and leaves here how to go back.
///
/// The operations are coarse and fused, so that a tape holds some ten entries for each block of a model. Going backward frees each
/// entry, and with it the activations that nothing needs any more. Not `Sendable`: one task works with it.
package final class Tape {
    package let processor: Processor
    package let arena: TensorArena
    package let precision: Precision
    /// Whether operations leave how to go back; evaluation doesn't need it.
    package let isRecording: Bool
    private var steps: [() -> Void] = []

    package init(processor: Processor, arena: TensorArena, precision: Precision, isRecording: Bool) {
        self.processor = processor
        self.arena = arena
        self.precision = precision
        self.isRecording = isRecording
    }

    /// Leaves what to do on the way back.
    func record(_ step: @escaping () -> Void) {
        if isRecording { steps.append(step) }
    }

    /// Goes back through all operations, last first; gradients of parameters are added to.
    package func backward() {
        while let step = steps.popLast() { step() }
    }

    /// Undefined numbers for a result.
    func makeTensor(rows: Int, columns: Int, type: ElementType? = nil) -> TrainingTensor {
        TrainingTensor(rows: rows, columns: columns, type: type ?? precision.activationType, in: arena)
    }

    /// Computes `body(input)` without keeping its activations, and once more on the way back (arXiv:1604.06174).
    ///
    /// - Parameter body: Gives the same result both times; it may use the tape it is given only.
    package func recomputing(_ input: Variable, _ body: @escaping (Tape, Variable) -> Variable) -> Variable {
        guard isRecording else { return body(self, input) }
        let first = Tape(processor: processor, arena: arena, precision: precision, isRecording: false)
        let output = body(first, Variable(input.value))
        let result = Variable(output.value)
        record { [processor, arena, precision] in
            guard let gradient = result.takeGradient() else { return }
            let tape = Tape(processor: processor, arena: arena, precision: precision, isRecording: true)
            let again = Variable(input.value)
            let output = body(tape, again)
            output.receive(gradient, on: processor, in: arena)
            tape.backward()
            if let gradient = again.takeGradient() { input.receive(gradient, on: processor, in: arena) }
        }
        return result
    }
}
