package import TruthTensors

/// What an operation computed, and the gradient of the loss by it once later operations have gone backward.
package final class Variable {
    package let value: TrainingTensor
    /// Whether anything before it learns.
    package let needsGradient: Bool
    private(set) var gradient: TrainingTensor?

    package init(_ value: TrainingTensor, needsGradient: Bool = true) {
        self.value = value
        self.needsGradient = needsGradient
    }

    /// A copy of the gradient's numbers; `nil` where there is none.
    package var gradientValues: [Float]? { gradient?.values }

    /// Begins the way back here, with the gradient of whatever follows.
    package func seed(_ gradient: TrainingTensor, on processor: Processor, in arena: TensorArena) {
        receive(gradient, on: processor, in: arena)
    }

    /// The gradient, which nobody needs afterwards; `nil` where nothing depends on this variable.
    package func takeGradient() -> TrainingTensor? {
        defer { gradient = nil }
        return gradient
    }

    /// Adds a gradient that its owner gives away.
    func receive(_ other: TrainingTensor, on processor: Processor, in arena: TensorArena) {
        guard needsGradient else { return }
        guard gradient != nil else {
            gradient = other
            return
        }
        widenGradient(on: processor, in: arena)
        processor.combine(other, into: gradient!)
    }

    /// Has `body` write a gradient, or add it to what is there.
    ///
    /// - Parameter type: How the gradient is stored if it is the first.
    func addGradient(
        type: ElementType? = nil, on processor: Processor, in arena: TensorArena, _ body: (TrainingTensor, _ adds: Bool) -> Void
    ) {
        guard needsGradient else { return }
        guard gradient != nil else {
            let target = TrainingTensor(rows: value.rows, columns: value.columns, type: type ?? value.type, in: arena)
            gradient = target
            return body(target, false)
        }
        widenGradient(on: processor, in: arena)
        body(gradient!, true)
    }

    /// Sums are F32.
    private func widenGradient(on processor: Processor, in arena: TensorArena) {
        guard let narrow = gradient, narrow.type != .f32 else { return }
        let wide = TrainingTensor(rows: narrow.rows, columns: narrow.columns, in: arena)
        processor.copy(narrow, to: wide)
        gradient = wide
    }
}
