package import TruthTensors

/// Some steps of a recipe's model, without files: what studies compare.
package struct ShortRun {
    package let decoder: TrainableDecoder
    private let recipe: TrainingRecipe
    private let optimizer: Optimizer
    private let processor: Processor
    private let arena = TensorArena()
    private var reader: ShardReader

    package init(_ recipe: TrainingRecipe, shards: ShardSet, on processor: Processor) throws {
        try recipe.validate()
        self.recipe = recipe
        self.processor = processor
        decoder = try Trainer.decoder(recipe, shards: shards, on: processor, in: arena)
        try MemoryEstimate(recipe, decoder).check()
        optimizer = Trainer.optimizer(recipe, decoder, on: processor, in: arena)
        reader = try ShardReader(shards, split: .train, sequenceLength: recipe.data.sequenceLength, seed: UInt64(recipe.run.seed))
        if recipe.run.precision == .bf16 {
            for parameter in decoder.parameters where parameter.role != .gain { parameter.round(on: processor, in: arena) }
        }
    }

    /// Takes step `step` (from 0) of `count`.
    ///
    /// - Parameter visit: Called with the batch's tape before the way back.
    /// - Returns: The loss in nats per token, before the step.
    package mutating func step(_ step: Int, of count: Int) -> Double {
        let batch = TokenBatch((0..<recipe.batch.sequences).map { _ in reader.next() })
        let tape = Tape(processor: processor, arena: arena, precision: recipe.run.precision, isRecording: true)
        let loss = decoder.loss(batch, gradientScale: 1 / Float(batch.targetCount), on: tape)
        tape.backward()
        let norm = optimizer.gradientNorm(), clip = recipe.optimizer.clip
        let factor = recipe.plannedSchedule.factor(step: step, progress: Double(step) / Double(count))
        optimizer.step(step + 1, rateFactor: Float(factor), gradientScale: Float(clip > 0 && norm > clip ? clip / norm : 1))
        return loss.mean
    }
}
