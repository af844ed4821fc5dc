import Foundation
internal import TruthCheckpoints
internal import TruthCorpus
internal import TruthModels
package import TruthTensors
internal import TruthTokens

/// Trains a decoder by a recipe: evaluate, sample, save, step, until the schedule ends.
///
/// The same recipe, shards and machine give the same numbers bit for bit, whether the run is interrupted or not (unless its
/// length is given in minutes). Not `Sendable`: one task works with it.
package final class Trainer {
    package let recipe: TrainingRecipe
    package let decoder: TrainableDecoder
    package private(set) var state: RunState
    package let folder: RunFolder
    /// Operations per second of this machine's fastest product; `nil` until measured.
    package var peak: Double?
    /// Asked before each step; the run saves and leaves when it says so.
    package var shouldStop: () -> Bool = { false }
    package var observe: (TrainingEvent) -> Void = { _ in }
    /// How much may be written: to act out a full disk in tests.
    package var room = DiskRoom()

    private let shards: ShardSet
    private let tokenizer: Tokenizer
    private let evaluation: Evaluation
    private let optimizer: Optimizer
    private let processor: Processor
    private let arena: TensorArena
    private var reader: ShardReader
    private var meter = EnergyMeter()

    /// Begins a run, or goes on with the one in `folder`.
    ///
    /// - Throws: ``RunError``, ``ShardError`` or `RecipeError`.
    package init(_ recipe: TrainingRecipe, shards: ShardSet, in folder: RunFolder, on processor: Processor) throws {
        try recipe.validate()
        self.recipe = recipe
        self.shards = shards
        self.folder = folder
        self.processor = processor
        let arena = TensorArena()
        self.arena = arena
        tokenizer = try shards.tokenizer()
        decoder = try Self.decoder(recipe, shards: shards, on: processor, in: arena)
        try MemoryEstimate(recipe, decoder).check()
        optimizer = Self.optimizer(recipe, decoder, on: processor, in: arena)
        let endToken = recipe.data.separatesDocuments ? Int32(shards.manifest.tokenizer.endToken) : nil
        evaluation = Evaluation(
            shards.tokens(of: .validation), tokenizer: tokenizer, tokenCount: recipe.evaluation.tokens,
            sequenceLength: recipe.data.sequenceLength, sequences: recipe.batch.sequences, separatingAt: endToken)
        if let state = try Self.restore(decoder.parameters, in: folder) {
            guard state.position.shards == shards.manifestSHA256 else {
                throw RunError.otherShards(path: shards.path, expected: state.position.shards, found: shards.manifestSHA256)
            }
            self.state = state
            lastSaved = state.step
            reader = try ShardReader(shards, resuming: state.position)
        } else {
            reader = try ShardReader(
                shards, split: .train, sequenceLength: recipe.data.sequenceLength, seed: UInt64(recipe.run.seed))
            state = RunState(position: reader.position)
        }
        if recipe.run.precision == .bf16 {
            for parameter in decoder.parameters where parameter.role != .gain { parameter.round(on: processor, in: arena) }
        }
    }

    /// What computes: threads and instruction set.
    package var machine: (threads: Int, instructionSet: String) { (processor.threadCount, processor.instructionSet.rawValue) }

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
        let before = reader.position
        let batches = (0..<recipe.batch.accumulation).map { _ in nextBatch() }
        let count = batches.reduce(0) { $0 + $1.targetCount }
        var loss = BatchLoss()
        for batch in batches {
            let tape = Tape(processor: processor, arena: arena, precision: recipe.run.precision, isRecording: true)
            loss += decoder.loss(batch, gradientScale: 1 / Float(count), on: tape)
            tape.backward()
        }
        let norm = optimizer.gradientNorm()
        if try isSpike(loss: loss.mean, norm: norm, from: before) {
            for parameter in decoder.parameters { parameter.clearGradient() }
            state.skippedSteps += 1
            observe(.skipped(step: state.step, loss: loss.mean, norm: norm))
        } else {
            let clip = recipe.optimizer.clip > 0 && norm > recipe.optimizer.clip ? recipe.optimizer.clip / norm : 1
            optimizer.step(state.step + 1, rateFactor: Float(factor), gradientScale: Float(clip))
            state.recentLoss = state.recentLoss.map { 0.95 * $0 + 0.05 * loss.mean } ?? loss.mean
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1), tokens = batches.reduce(0) { $0 + $1.tokens.count }
        let operations = decoder.operationsPerToken(sequenceLength: recipe.data.sequenceLength) * Double(tokens)
        state.step += 1
        state.position = reader.position
        state.tokens += tokens
        state.seconds += seconds
        state.operations += operations
        if let joules = meter?.lap() { state.joules = (state.joules ?? 0) + joules }
        observe(
            .step(
                StepReport(
                    step: state.step, loss: loss.mean, gradientNorm: norm, rateFactor: factor, tokens: state.tokens,
                    tokensPerSecond: Double(tokens) / seconds, shareOfPeak: peak.map { operations / seconds / $0 }, seconds: state.seconds,
                    progress: progress)))
    }

    private func nextBatch() -> TokenBatch {
        var batch = TokenBatch((0..<recipe.batch.sequences).map { _ in reader.next() })
        if recipe.data.separatesDocuments { batch.separateDocuments(endToken: Int32(shards.manifest.tokenizer.endToken)) }
        return batch
    }

    /// Whether the step is to be skipped; a spike that must stop the run throws.
    private func isSpike(loss: Double, norm: Double, from position: ShardReader.Position) throws -> Bool {
        let settings = recipe.run, recent = state.recentLoss ?? loss
        let isNumber = loss.isFinite && norm.isFinite
        let isFar = settings.spikeFactor > 0 && loss > settings.spikeFactor * recent
        let isSteep = settings.gradientLimit > 0 && norm > settings.gradientLimit
        guard !isNumber || isFar || isSteep else { return false }
        guard settings.spikeAction == .stop else { return true }
        throw RunError.spike(step: state.step + 1, loss: loss, recent: recent, norm: norm, documents: try documents(readFrom: position))
    }

    /// The identities of the documents that the step at `position` reads.
    private func documents(readFrom position: ShardReader.Position) throws -> [String] {
        var reader = try ShardReader(shards, resuming: position)
        var ranges: [Range<Int>] = []
        for _ in 0..<recipe.batch.sequences * recipe.batch.accumulation { ranges.append(reader.nextRange()) }
        return try shards.identities(in: ranges, of: .train)
    }

    // MARK: - Between steps

    private func evaluate() {
        guard !evaluation.isEmpty else { return }
        state.evaluatedStep = state.step
        withAverages {
            let result = evaluation.run(decoder, on: processor, in: arena, precision: recipe.run.precision)
            state.bitsPerByte = result.bitsPerByte
            if result.bitsPerByte < state.best?.bitsPerByte ?? .infinity { state.best = RunState.Best(bitsPerByte: result.bitsPerByte, step: state.step) }
            observe(
                .evaluation(
                    EvaluationReport(
                        step: state.step, loss: result.loss, bitsPerByte: result.bitsPerByte, tokens: result.tokens, seconds: state.seconds)))
            if recipe.evaluation.sampleTokens > 0 {
                let text = DecoderSample(decoder, tokenizer, endToken: shards.manifest.tokenizer.endToken, on: processor)
                    .text(after: recipe.evaluation.prompt, tokenCount: recipe.evaluation.sampleTokens, seed: UInt64(recipe.run.seed))
                observe(.sample(step: state.step, text: text))
            }
        }
        if recipe.checkpoints.every > 0, state.best?.step == state.step { saveIfPossible() }
    }

    /// Runs `body` with the averages in the parameters' places, if the recipe keeps them.
    private func withAverages(_ body: () -> Void) {
        guard recipe.optimizer.averaging > 0 else { return body() }
        let kept = decoder.parameters.map { parameter in
            let copy = TrainingTensor(rows: parameter.value.rows, columns: parameter.value.columns, in: arena)
            processor.copy(parameter.value, to: copy)
            if let average = parameter.optimizerState[Optimizer.State.average] { processor.copy(average, to: parameter.value) }
            if parameter.rounded != nil { parameter.round(on: processor, in: arena) }
            return copy
        }
        body()
        for (parameter, copy) in zip(decoder.parameters, kept) {
            processor.copy(copy, to: parameter.value)
            if parameter.rounded != nil { parameter.round(on: processor, in: arena) }
        }
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
        let checkpoint = try RunCheckpoint.save(decoder.parameters, state, in: folder.checkpointsPath, room: room)
        lastSaved = state.step
        folder.prune(keeping: recipe.checkpoints.keep, best: state.best?.step)
        observe(.saved(step: state.step, path: checkpoint.path))
    }

    // MARK: - Making the parts

    /// The recipe's decoder with its first numbers.
    static func decoder(
        _ recipe: TrainingRecipe, shards: ShardSet, on processor: Processor, in arena: TensorArena
    ) throws -> TrainableDecoder {
        // Products like rows in multiples of 64; the rows that pad are never predicted.
        let tokens = shards.manifest.tokenizer.vocabularySize, rows = (tokens + 63) / 64 * 64
        let start = try recipe.model.start.isEmpty ? nil : Checkpoint.open(path: (recipe.model.start as NSString).expandingTildeInPath)
        var configuration = try start.map(TrainableDecoder.configuration) ?? recipe.configuration(vocabularySize: rows)
        if start != nil {
            guard configuration.vocabularySize == tokens else {
                throw RunError.vocabularyMismatch(model: configuration.vocabularySize, tokenizer: tokens)
            }
            configuration.vocabularySize = rows
        }
        let decoder = TrainableDecoder(
            configuration, parametrization: recipe.plannedParametrization, positionCount: recipe.data.sequenceLength, in: arena)
        if let start {
            try decoder.load(
                from: start, names: start.configuration == nil ? .gguf : .huggingFace, pairing: configuration.rotation.pairing)
        } else {
            decoder.initialize(seed: UInt64(recipe.run.seed))
        }
        decoder.recomputes = recipe.run.recomputes
        return decoder
    }

    static func optimizer(
        _ recipe: TrainingRecipe, _ decoder: TrainableDecoder, on processor: Processor, in arena: TensorArena
    ) -> Optimizer {
        let outside = Set([decoder.embedding, decoder.outputNorm, decoder.head].map(\.name))
        return Optimizer(
            decoder.parameters.map {
                ($0, recipe.rule(for: $0, factors: decoder.factors, isInBlock: !outside.contains($0.name)))
            },
            averaging: recipe.optimizer.averaging > 0 ? Float(recipe.optimizer.averaging) : nil, on: processor, in: arena)
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
