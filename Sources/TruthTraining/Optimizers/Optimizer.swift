package import TruthTensors

/// Changes parameters by their gradients, each by its own rule.
package struct Optimizer {
    /// Names of what parameters keep.
    enum State {
        static let first = "first", second = "second", momentum = "momentum", average = "average"
    }

    private let entries: [(parameter: Parameter, rule: UpdateRule)]
    /// The share of the old average that stays in each step; `nil` keeps no average.
    private let averaging: Float?
    private let processor: Processor
    private let arena: TensorArena

    /// - Parameters:
    ///   - parameters: Those that learn, with their rules.
    ///   - averaging: Keeps an exponential moving average of the parameters, with this decay.
    package init(
        _ parameters: [(parameter: Parameter, rule: UpdateRule)], averaging: Float? = nil, on processor: Processor,
        in arena: TensorArena
    ) {
        entries = parameters.filter(\.parameter.isTrainable)
        self.averaging = averaging
        self.processor = processor
        self.arena = arena
        for (parameter, rule) in entries { prepare(parameter, rule) }
    }

    /// For everything that a task has to learn.
    ///
    /// - Parameter averaging: 0 keeps no average.
    package init(_ task: any TrainingTask, averaging: Double) {
        self.init(
            task.parameters.map { ($0, task.rule(for: $0)) }, averaging: averaging > 0 ? Float(averaging) : nil,
            on: task.device.processor, in: task.device.arena)
    }

    private func prepare(_ parameter: Parameter, _ rule: UpdateRule) {
        func add(_ name: String) {
            guard parameter.optimizerState[name] == nil else { return }
            let tensor = TrainingTensor(rows: parameter.value.rows, columns: parameter.value.columns, in: arena)
            tensor.clear()
            parameter.optimizerState[name] = tensor
        }
        switch rule {
        case .adamW:
            add(State.first)
            add(State.second)
        case .muon: add(State.momentum)
        }
        if averaging != nil, parameter.optimizerState[State.average] == nil {
            add(State.average)
            processor.copy(parameter.value, to: parameter.optimizerState[State.average]!)
        }
    }

    /// √Σ g² over all gradients.
    package func gradientNorm() -> Double {
        entries.reduce(0.0) { $0 + ($1.parameter.gradient.map(processor.sumOfSquares) ?? 0) }.squareRoot()
    }

    /// Changes every parameter and forgets the gradients.
    ///
    /// - Parameters:
    ///   - count: Steps taken, this one included.
    ///   - rateFactor: The schedule's factor on all learning rates.
    ///   - norm: ``gradientNorm()``.
    ///   - limit: A larger norm is scaled down to it; 0 clips nothing.
    package func step(_ count: Int, rateFactor: Float, norm: Double, clippedTo limit: Double) {
        step(count, rateFactor: rateFactor, gradientScale: limit > 0 && norm > limit ? Float(limit / norm) : 1)
    }

    /// Changes every parameter and forgets the gradients.
    ///
    /// - Parameter gradientScale: Factor on gradients.
    package func step(_ count: Int, rateFactor: Float, gradientScale: Float) {
        for (parameter, rule) in entries {
            guard let gradient = parameter.gradient else { continue }
            switch rule {
            case .adamW(let rule):
                let step = AdamWStep(
                    rate: rule.rate * rateFactor, beta1: rule.beta1, beta2: rule.beta2, epsilon: rule.epsilon, decay: rule.decay,
                    count: count, gradientScale: gradientScale)
                processor.adamW(
                    step, gradient: gradient, value: parameter.value, first: parameter.optimizerState[State.first]!,
                    second: parameter.optimizerState[State.second]!, rounded: parameter.rounded)
            case .muon(let rule):
                for part in parameter.parts {
                    muon(
                        rule, rate: rule.rate * rateFactor, gradientScale: gradientScale, gradient: gradient.part(rows: part.rows),
                        momentum: parameter.optimizerState[State.momentum]!.part(rows: part.rows), value: parameter.value.part(rows: part.rows))
                }
                if parameter.rounded != nil { parameter.round(on: processor, in: arena) }
            }
            if let averaging, let average = parameter.optimizerState[State.average] {
                processor.combine(parameter.value, scale: 1 - averaging, factor: averaging, into: average)
            }
            parameter.clearGradient()
        }
    }

    /// One step of Muon (Jordan et al., 2024): momentum, Nesterov's look ahead, and the nearest orthogonal matrix instead of it.
    ///
    /// `W −= rate · √max(1, rows / columns) · orthogonal(u)`, `u = (1 − β) g + β b`, `b = β b + (1 − β) g`.
    private func muon(
        _ rule: UpdateRule.Muon, rate: Float, gradientScale: Float, gradient: TrainingTensor, momentum: TrainingTensor, value: TrainingTensor
    ) {
        let beta = rule.momentum
        processor.combine(gradient, scale: (1 - beta) * gradientScale, factor: beta, into: momentum)
        let update = TrainingTensor(rows: value.rows, columns: value.columns, in: arena)
        processor.combine(gradient, scale: (1 - beta) * gradientScale, factor: 0, into: update)
        processor.combine(momentum, scale: beta, into: update)
        let direction = Orthogonalization(iterations: rule.iterations, processor: processor, arena: arena).apply(to: update)
        let shape = max(1, Float(value.rows) / Float(value.columns)).squareRoot()
        processor.combine(direction, scale: -rate * shape, factor: 1 - rate * rule.decay, into: value)
    }
}
