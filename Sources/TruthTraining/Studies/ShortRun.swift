package import TruthTensors

/// Some steps of a recipe's model, without files: what studies compare.
package struct ShortRun {
    private let recipe: TrainingRecipe
    private let task: PretrainingTask
    private let optimizer: Optimizer

    package init(_ recipe: TrainingRecipe, shards: ShardSet, on processor: Processor) throws {
        self.recipe = recipe
        task = try PretrainingTask(recipe, shards: shards, on: TrainingDevice(processor, precision: recipe.run.precision))
        optimizer = Optimizer(task, averaging: 0)
        task.roundParameters()
    }

    package var decoder: TrainableDecoder { task.decoder }

    /// Takes step `step` (from 0) of `count`.
    ///
    /// - Returns: The loss in nats per token, before the step.
    package func step(_ step: Int, of count: Int) -> Double {
        let cost = task.accumulate()
        let factor = recipe.plannedSchedule.factor(step: step, progress: Double(step) / Double(count))
        optimizer.step(step + 1, rateFactor: Float(factor), norm: optimizer.gradientNorm(), clippedTo: recipe.optimizer.clip)
        return cost.loss.mean
    }
}
