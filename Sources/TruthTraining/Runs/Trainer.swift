internal import TruthTensors

/// Trains a model by a recipe: evaluate, sample, save, step, until the schedule ends.
///
/// What is learnt is a ``TrainingTask``. The same recipe, data and machine give the same numbers bit for bit, whether the run is
/// interrupted or not (unless its length is given in minutes). Not `Sendable`: one task works with it.
package final class Trainer {
    package let recipe: TrainingRecipe
    package let task: any TrainingTask
    package private(set) var state: RunState
    package let folder: RunFolder
    /// Operations per second of this machine's fastest product; `nil` until measured.
    package var peak: Double?
    /// Asked before each step; the run saves and leaves when it says so.
    package var shouldStop: () -> Bool = { false }
    package var observe: (TrainingEvent) -> Void = { _ in }
    /// How much may be written: to act out a full disk in tests.
    package var room = DiskRoom()

    private let optimizer: Optimizer
    private var meter = EnergyMeter()

    /// Begins a run, or goes on with the one in `folder`.
    ///
    /// - Throws: ``RunError``, ``ShardError`` or `RecipeError`.
    package init(_ recipe: TrainingRecipe, _ task: any TrainingTask, in folder: RunFolder) throws {
        self.recipe = recipe
        self.task = task
        self.folder = folder
        optimizer = Optimizer(task, averaging: recipe.optimizer.averaging)
        if let state = try Self.restore(task.parameters, in: folder) {
            try task.resume(at: state.position)
            self.state = state
            lastSaved = state.step
        } else {
            state = RunState(position: task.position)
        }
        task.roundParameters()
    }

    /// What computes: threads and instruction set.
    package var machine: (threads: Int, instructionSet: String) {
        (task.device.processor.threadCount, task.device.processor.instructionSet.rawValue)
    }

    // MARK: - The loop

    /// Trains until the schedule ends or somebody asks to stop, and saves.
    ///
    /// - Throws: ``RunError/spike(step:loss:recent:norm:documents:)``, or ``RunError/unwritable(path:reason:)`` if the last save fails.
    package func run() throws {
        _ = meter?.lap()
        while progress < 1 && !shouldStop() {
            if recipe.evaluation.every > 0, state.step > 0, state.step % recipe.evaluation.every == 0, state.evaluatedStep != state.step { evaluate() }
            if recipe.checkpoints.every > 0, state.step > 0, state.step % recipe.checkpoints.every == 0, lastSaved != state.step { saveIfPossible() }
            try step()
        }
        if progress >= 1, state.evaluatedStep != state.step { evaluate() }
        try save()
    }

    /// The step that is on the disk; −1 before the first.
    private var lastSaved = -1

    /// The share of the run that is behind it.
    package var progress: Double {
        recipe.schedule.minutes > 0
            ? state.seconds / (60 * recipe.schedule.minutes) : Double(state.step) / Double(recipe.schedule.steps)
    }

    /// One step: batches forward and back, then one change of all parameters.
    private func step() throws {
        let start = ContinuousClock.now, factor = recipe.plannedSchedule.factor(step: state.step, progress: progress)
        let before = task.position
        let cost = task.accumulate(), loss = cost.loss
        let norm = optimizer.gradientNorm()
        if try isSpike(loss: loss.mean, norm: norm, from: before) {
            for parameter in task.parameters { parameter.clearGradient() }
            state.skippedSteps += 1
            observe(.skipped(step: state.step, loss: loss.mean, norm: norm))
        } else {
            optimizer.step(state.step + 1, rateFactor: Float(factor), norm: norm, clippedTo: recipe.optimizer.clip)
            task.parametersChanged()
            state.recentLoss = state.recentLoss.map { 0.95 * $0 + 0.05 * loss.mean } ?? loss.mean
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        state.step += 1
        state.position = task.position
        state.tokens += cost.tokens
        state.seconds += seconds
        state.operations += cost.operations
        if let joules = meter?.lap() { state.joules = (state.joules ?? 0) + joules }
        observe(
            .step(
                StepReport(
                    step: state.step, loss: loss.mean, gradientNorm: norm, rateFactor: factor, tokens: state.tokens,
                    tokensPerSecond: Double(cost.tokens) / seconds, shareOfPeak: peak.map { cost.operations / seconds / $0 },
                    seconds: state.seconds, progress: progress)))
    }

    /// Whether the step is to be skipped; a spike that must stop the run throws.
    private func isSpike(loss: Double, norm: Double, from position: DataPosition) throws -> Bool {
        let settings = recipe.run, recent = state.recentLoss ?? loss
        let isNumber = loss.isFinite && norm.isFinite
        let isFar = settings.spikeFactor > 0 && loss > settings.spikeFactor * recent
        let isSteep = settings.gradientLimit > 0 && norm > settings.gradientLimit
        guard !isNumber || isFar || isSteep else { return false }
        guard settings.spikeAction == .stop else { return true }
        throw RunError.spike(step: state.step + 1, loss: loss, recent: recent, norm: norm, documents: try task.sources(readFrom: position))
    }

    // MARK: - Between steps

    private func evaluate() {
        withAverages {
            guard let result = task.evaluate() else { return }
            state.evaluatedStep = state.step
            state.scores = result.scores
            if state.best.map({ result.scores[0].isBetter(than: $0.score) }) ?? true { state.best = RunState.Best(score: result.scores[0], step: state.step) }
            observe(
                .evaluation(
                    EvaluationReport(step: state.step, loss: result.loss, scores: result.scores, tokens: result.tokens, seconds: state.seconds)))
            if let text = task.sample() { observe(.sample(step: state.step, text: text)) }
        }
        if recipe.checkpoints.every > 0, state.best?.step == state.step { saveIfPossible() }
    }

    /// Runs `body` with the averages in the parameters' places, if the recipe keeps them.
    private func withAverages(_ body: () -> Void) {
        guard recipe.optimizer.averaging > 0 else { return body() }
        let processor = task.device.processor
        let kept = task.parameters.map { parameter in
            let copy = TrainingTensor(rows: parameter.value.rows, columns: parameter.value.columns, in: task.device.arena)
            processor.copy(parameter.value, to: copy)
            if let average = parameter.optimizerState[Optimizer.State.average] { processor.copy(average, to: parameter.value) }
            return copy
        }
        task.roundParameters()
        body()
        for (parameter, copy) in zip(task.parameters, kept) { processor.copy(copy, to: parameter.value) }
        task.roundParameters()
    }

    private func saveIfPossible() {
        do {
            try save()
        } catch {
            observe(.saveFailed(step: state.step, reason: "\(error)"))
        }
    }

    private func save() throws {
        guard lastSaved != state.step else { return }
        let checkpoint = try RunCheckpoint.save(task.parameters, state, in: folder.checkpointsPath, room: room)
        lastSaved = state.step
        folder.prune(keeping: recipe.checkpoints.keep, best: state.best?.step)
        observe(.saved(step: state.step, path: checkpoint.path))
    }

    /// The newest checkpoint that is whole; `nil` where there is none at all.
    private static func restore(_ parameters: [Parameter], in folder: RunFolder) throws -> RunState? {
        let checkpoints = RunCheckpoint.all(in: folder.checkpointsPath)
        var problems: [String] = []
        for checkpoint in checkpoints.reversed() {
            do {
                return try checkpoint.load(into: parameters)
            } catch let error as RunError {
                guard case .damagedCheckpoint = error else { throw error }
                problems.append(error.description)
            }
        }
        guard problems.isEmpty else { throw RunError.noUsableCheckpoint(path: folder.checkpointsPath, problems: problems) }
        return nil
    }
}

extension TrainingTask {
    /// Makes BF16 copies of what products read, where the run computes so, or brings them up to date.
    func roundParameters() {
        if device.precision == .bf16 {
            for parameter in parameters where parameter.role != .gain && parameter.role != .bias { parameter.round(on: device.processor, in: device.arena) }
        }
        parametersChanged()
    }
}
