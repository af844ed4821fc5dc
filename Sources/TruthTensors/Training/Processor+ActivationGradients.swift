import CTruthKernels

/// What stands between the two products of a feed-forward part.
public enum FeedForwardActivation: String, Sendable, Hashable, Codable, CaseIterable {
    /// `silu(gate) ⊙ up` (arXiv:2002.05202); the input holds gate and up side by side.
    case swiGLU = "swiglu"
    /// `max(x, 0)²` (arXiv:2109.08668).
    case reluSquared = "relu2"
    /// `x / 2 · (1 + erf(x / √2))` (arXiv:1606.08415).
    case gelu

    /// Columns of the input for each of the output.
    package var inputsPerOutput: Int { self == .swiGLU ? 2 : 1 }
}

// T rows · F columns of the output
extension Processor {
    /// `output = activation(input)`; input `[T, F]` or, gate and up side by side, `[T, 2 F]`.
    package func activate(_ activation: FeedForwardActivation, _ input: TrainingTensor, into output: TrainingTensor) {
        let width = output.columns
        precondition(input.rows == output.rows && input.columns == width * activation.inputsPerOutput, "activate: [\(input.rows), \(input.columns)] into [\(output.rows), \(width)]")
        trainingRows(.activations, input.rows, cost: width) { row in
            switch activation {
            case .swiGLU:
                unsafe gradients.pointee.swiglu(
                    input.part(columns: 0..<width).row(row), input.part(columns: width..<2 * width).row(row), width, output.row(row))
            case .reluSquared: unsafe gradients.pointee.relu_squared(input.row(row), width, output.row(row))
            case .gelu: unsafe gradients.pointee.gelu(input.row(row), width, output.row(row))
            }
        }
    }

    /// The gradient by the input of ``activate(_:_:into:)``, written; it may take the place of the input.
    package func activateGradient(
        _ activation: FeedForwardActivation, _ input: TrainingTensor, outputGradient: TrainingTensor, inputGradient: TrainingTensor
    ) {
        let width = outputGradient.columns
        matchShapes(input, inputGradient, "activateGradient")
        precondition(input.rows == outputGradient.rows && input.columns == width * activation.inputsPerOutput, "activateGradient: [\(input.rows), \(input.columns)] against [\(outputGradient.rows), \(width)]")
        trainingRows(.activations, input.rows, cost: width) { row in
            let dy = unsafe outputGradient.row(row)
            switch activation {
            case .swiGLU:
                let (gate, up) = (0..<width, width..<2 * width)
                unsafe gradients.pointee.swiglu_gradient(
                    input.part(columns: gate).row(row), input.part(columns: up).row(row), dy, width,
                    inputGradient.part(columns: gate).row(row), inputGradient.part(columns: up).row(row))
            case .reluSquared: unsafe gradients.pointee.relu_squared_gradient(input.row(row), dy, width, inputGradient.row(row))
            case .gelu: unsafe gradients.pointee.gelu_gradient(input.row(row), dy, width, inputGradient.row(row))
            }
        }
    }

    /// Turns the heads of each row by its position, in place; `backwards` undoes it, which is also the gradient.
    ///
    /// - Parameters:
    ///   - heads: `[T, n · E]`; pairs are E / 2 apart.
    ///   - angles: What ``TrainingAngles`` holds for as many positions.
    ///   - positions: Each row's position.
    package func turn(_ heads: TrainingTensor, by angles: TrainingAngles, positions: [Int32], backwards: Bool = false) {
        let width = angles.headWidth
        precondition(heads.columns % width == 0 && positions.count == heads.rows, "turn: heads of \(width) in \(heads.columns) columns, \(positions.count) positions for \(heads.rows) rows")
        for position in positions { precondition(position >= 0 && Int(position) < angles.positionCount, "turn: position \(position) of \(angles.positionCount)") }
        trainingRows(.positions, heads.rows, cost: heads.columns / 4) { row in
            let first = Int(positions[row]) * (width / 2)
            // The position is in bounds; each array has width / 2 numbers for it.
            unsafe angles.cosines.withUnsafeBufferPointer { cosines in
                unsafe angles.sines.withUnsafeBufferPointer { sines in
                    unsafe gradients.pointee.turn(
                        heads.row(row), heads.columns / width, width, cosines.baseAddress! + first, sines.baseAddress! + first, backwards)
                }
            }
        }
    }
}

/// Cosines and sines of a rotary embedding for the positions of a run.
package struct TrainingAngles: Sendable {
    package let headWidth: Int
    package let positionCount: Int
    /// `[positions, E / 2]`
    let cosines, sines: [Float]

    /// - Precondition: The rotation turns whole heads, in halves.
    package init(_ rotation: Rotation, positionCount: Int) {
        precondition(rotation.pairing == .halves, "TrainingAngles: pairs of neighbours; training pairs halves")
        headWidth = rotation.width
        self.positionCount = positionCount
        var cosines: [Float] = [], sines: [Float] = []
        for position in 0..<positionCount { rotation.appendAngles(at: position, cosines: &cosines, sines: &sines) }
        self.cosines = cosines
        self.sines = sines
    }
}
