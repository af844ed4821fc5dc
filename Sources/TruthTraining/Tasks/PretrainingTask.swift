internal import TruthTensors
internal import TruthCheckpoints
internal import TruthModels
internal import TruthTokens
import Foundation

/// A decoder learns to go on with the texts of token shards.
package final class PretrainingTask: TrainingTask {
    package let decoder: TrainableDecoder
    package let device: TrainingDevice
    private let recipe: TrainingRecipe
    private let shards: ShardSet
    private let tokenizer: Tokenizer
    private let evaluation: Evaluation
    private let choices: ChoiceEvaluation
    private var reader: ShardReader

    /// - Throws: ``RunError``, ``ShardError`` or `RecipeError`.
    package init(_ recipe: TrainingRecipe, shards: ShardSet, on device: TrainingDevice) throws {
        try recipe.validate()
        self.recipe = recipe
        self.shards = shards
        self.device = device
        tokenizer = try shards.tokenizer()
        decoder = try TrainableDecoder(recipe, vocabularySize: shards.manifest.tokenizer.vocabularySize, in: device.arena)
        try MemoryEstimate(recipe, decoder).check()
        evaluation = Evaluation(
            shards.tokens(of: .validation), tokenizer: tokenizer, tokenCount: recipe.evaluation.tokens,
            sequenceLength: recipe.data.sequenceLength, sequences: recipe.batch.sequences,
            separatingAt: recipe.data.separatesDocuments ? Int32(shards.manifest.tokenizer.endToken) : nil)
        choices = try ChoiceEvaluation(recipe, tokenizer)
        reader = try ShardReader(shards, split: .train, sequenceLength: recipe.data.sequenceLength, seed: UInt64(recipe.run.seed))
    }

    package var parameters: [Parameter] { decoder.parameters }
    package var modelParameterCount: Int { decoder.parameterCount }

    package var data: DataRecord {
        let manifest = shards.manifest
        return DataRecord(
            sources: manifest.sources.map { DataRecord.Source(name: $0.name, documents: $0.documents, tokens: $0.tokens) },
            files: [URL(filePath: shards.path).lastPathComponent], sha256: shards.manifestSHA256,
            licences: Dictionary(manifest.licences.map { ($0.licence ?? "not stated", $0.documents) }, uniquingKeysWith: +),
            tokenizer: manifest.tokenizer.sha256)
    }

    package func rule(for parameter: Parameter) -> UpdateRule {
        recipe.rule(for: parameter, factors: decoder.factors, isInBlock: !decoder.isOutsideBlocks(parameter))
    }

    // MARK: - Reading

    package var position: DataPosition { .shards(at: reader.position) }

    package func resume(at position: DataPosition) throws {
        reader = try reader(at: position)
    }

    private func reader(at position: DataPosition) throws -> ShardReader {
        guard case .shards(let place) = position else { throw RunError.otherData(path: shards.path, expected: "examples", found: "shards") }
        guard place.shards == shards.manifestSHA256 else {
            throw RunError.otherData(path: shards.path, expected: place.shards, found: shards.manifestSHA256)
        }
        return try ShardReader(shards, resuming: place)
    }

    private func nextBatch() -> TokenBatch {
        var batch = TokenBatch((0..<recipe.batch.sequences).map { _ in reader.next() })
        if recipe.data.separatesDocuments { batch.separateDocuments(endToken: Int32(shards.manifest.tokenizer.endToken)) }
        return batch
    }

    package func accumulate() -> StepCost {
        decoder.accumulate((0..<recipe.batch.accumulation).map { _ in nextBatch() }, on: device)
    }

    package func sources(readFrom position: DataPosition) throws -> [String] {
        var reader = try reader(at: position)
        var ranges: [Range<Int>] = []
        for _ in 0..<recipe.batch.sequences * recipe.batch.accumulation { ranges.append(reader.nextRange()) }
        return try shards.identities(in: ranges, of: .train)
    }

    // MARK: - Judging

    package func evaluate() -> TaskResult? {
        guard !evaluation.isEmpty else { return nil }
        let result = evaluation.run(decoder, on: device)
        return TaskResult(
            loss: result.loss, tokens: result.tokens, scores: [Score(Evaluation.scoreName, result.bitsPerByte)] + choices.run(decoder, on: device))
    }

    package func sample() -> String? {
        guard recipe.evaluation.sampleTokens > 0 else { return nil }
        let end = shards.manifest.tokenizer.endToken, prompt = tokenizer.encode(recipe.evaluation.prompt)
        return recipe.evaluation.prompt
            + DecoderSample(decoder, tokenizer, endTokens: [end], on: device.processor)
                .text(after: prompt.isEmpty ? [end] : prompt, tokenCount: recipe.evaluation.sampleTokens, seed: UInt64(recipe.run.seed))
    }
}

extension TrainableDecoder {
    /// The recipe's decoder with its first numbers: drawn, or those of the model to start from.
    ///
    /// - Parameter vocabularySize: Tokens of the tokenizer; the decoder has more rows, a multiple of 64.
    /// - Throws: ``RunError/vocabularyMismatch(model:tokenizer:)``, `ModelError` or `CheckpointError`.
    convenience init(_ recipe: TrainingRecipe, vocabularySize tokens: Int, in arena: TensorArena) throws {
        // Products like rows in multiples of 64; the rows that pad are never predicted.
        let rows = (tokens + 63) / 64 * 64
        let start = try recipe.model.start.isEmpty ? nil : Checkpoint.open(path: (recipe.model.start as NSString).expandingTildeInPath)
        var configuration = try start.map(TrainableDecoder.configuration) ?? recipe.configuration(vocabularySize: rows)
        if start != nil {
            guard configuration.vocabularySize == tokens else {
                throw RunError.vocabularyMismatch(model: configuration.vocabularySize, tokenizer: tokens)
            }
            configuration.vocabularySize = rows
        }
        self.init(configuration, parametrization: recipe.plannedParametrization, positionCount: recipe.data.sequenceLength, in: arena)
        if let start {
            try load(from: start, names: start.configuration == nil ? .gguf : .huggingFace, pairing: configuration.rotation.pairing)
        } else {
            initialize(seed: UInt64(recipe.run.seed))
        }
        recomputes = recipe.run.recomputes
    }

    /// Whether a parameter belongs to no block.
    func isOutsideBlocks(_ parameter: Parameter) -> Bool { [embedding, outputNorm, head].contains { $0 === parameter } }

    /// Goes through batches forward and back; gradients of their mean loss are added to the parameters'.
    func accumulate(_ batches: [TokenBatch], on device: TrainingDevice) -> StepCost {
        let count = batches.reduce(0) { $0 + $1.targetCount }
        var cost = StepCost()
        for batch in batches {
            let tape = device.tape(isRecording: true)
            cost.loss += loss(batch, gradientScale: 1 / Float(max(count, 1)), on: tape)
            tape.backward()
            cost.tokens += batch.tokens.count
            cost.operations += operationsPerToken(sequenceLength: batch.sequenceLength) * Double(batch.tokens.count)
        }
        return cost
    }
}
