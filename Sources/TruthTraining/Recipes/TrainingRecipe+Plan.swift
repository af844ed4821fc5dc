package import TruthModels
internal import TruthCorpus

/// What a recipe comes to.
extension TrainingRecipe {
    /// Refuses settings that are impossible together.
    ///
    /// - Throws: `RecipeError.impossible`.
    package func validate() throws {
        func check(_ settings: String, _ isPossible: Bool, _ problem: @autoclosure () -> String) throws {
            if !isPossible { throw RecipeError.impossible(settings: settings, problem: problem()) }
        }
        try check("model.key-value-heads", model.heads % model.keyValueHeads == 0, "\(model.keyValueHeads) doesn't divide the \(model.heads) heads")
        try check("model.head-width", model.headWidth % 2 == 0, "\(model.headWidth) is odd, and positions turn pairs")
        try check("parametrization.zero-head", !(model.isTied && parametrization.startsHeadAtZero), "the head can't start at zero while it is the embedding (model.tied)")
        try check("model.start", model.start.isEmpty || parametrization.kind == .standard, "a model that is there has no other parametrisation than standard")
        try check("run.task", run.task == .pretrain || !model.start.isEmpty, "\(run.task.rawValue) starts from a model that is there (model.start)")
        try check("run.task", run.task == .pretrain || !examples.train.isEmpty, "\(run.task.rawValue) learns from conversations (examples.train)")
        try check("adapter.rank", run.task != .pretrain || adapter.rank == 0, "adapters learn from conversations only (run.task chat or preference)")
        for target in adapter.targets {
            try check("adapter.targets", LowRankTarget(rawValue: target) != nil, "there is no \(target); there are \(LowRankTarget.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        try check("adapter.targets", adapter.rank == 0 || !adapter.targets.isEmpty, "there is nothing to adapt")
        try check("schedule.warmup", schedule.minutes > 0 || schedule.warmup <= schedule.steps, "\(schedule.warmup) steps of warm-up in a run of \(schedule.steps)")
        try check("model.context-length", model.contextLength == 0 || model.contextLength >= data.sequenceLength, "\(model.contextLength) is shorter than data.sequence-length, \(data.sequenceLength)")
    }

    /// The decoder of a model that starts from nothing.
    package func configuration(vocabularySize: Int) -> LlamaConfiguration {
        LlamaConfiguration(
            width: model.width, blockCount: model.layers, headCount: model.heads, keyValueHeadCount: model.keyValueHeads,
            headWidth: model.headWidth, hiddenWidth: model.hiddenWidth, vocabularySize: vocabularySize,
            contextLength: model.contextLength > 0 ? model.contextLength : data.sequenceLength, normEpsilon: Float(model.normEpsilon),
            rotation: RotaryConfiguration(base: Float(model.rotaryBase), pairing: .halves), activation: model.activation,
            normalizesHeads: model.normalizesHeads, isTied: model.isTied)
    }

    package var plannedParametrization: Parametrization {
        Parametrization(
            kind: parametrization.kind, baseWidth: parametrization.baseWidth, baseDepth: parametrization.baseLayers,
            deviation: Float(parametrization.deviation), embeddingScale: Float(parametrization.embeddingScale),
            outputScale: Float(parametrization.outputScale), startsHeadAtZero: parametrization.startsHeadAtZero)
    }

    package var plannedSchedule: Schedule {
        Schedule(shape: schedule.shape, warmup: schedule.warmup, cooldown: schedule.cooldown, floor: schedule.floor)
    }

    /// The rule that changes a parameter.
    package func rule(for parameter: Parameter, factors: Parametrization.Factors, isInBlock: Bool) -> UpdateRule {
        if optimizer.kind == .muon, parameter.role == .hidden {
            return .muon(
                UpdateRule.Muon(
                    rate: Float(optimizer.muonRate), momentum: Float(optimizer.momentum), iterations: optimizer.iterations,
                    decay: Float(optimizer.muonDecay)))
        }
        let own: Double =
            switch parameter.role {
            case .embedding: optimizer.embeddingRate
            case .head: optimizer.headRate
            case .hidden, .gain, .bias: 0
            }
        let isMatrix = parameter.role == .hidden || parameter.role == .head
        return .adamW(
            UpdateRule.AdamW(
                rate: Float(own > 0 ? own : optimizer.rate) * factors.rate(of: parameter.role), beta1: Float(optimizer.beta1),
                beta2: Float(optimizer.beta2), epsilon: Float(optimizer.epsilon) * factors.epsilon(of: parameter.role, isInBlock: isInBlock),
                decay: isMatrix ? Float(optimizer.decay) * factors.decay(of: parameter.role) : 0))
    }
}
