import TruthTensors
import TruthTraining

extension Trainer {
    /// A run that pretrains a decoder on shards.
    convenience init(_ recipe: TrainingRecipe, shards: ShardSet, in folder: RunFolder, on processor: Processor) throws {
        let device = TrainingDevice(processor, precision: recipe.run.precision)
        try self.init(recipe, PretrainingTask(recipe, shards: shards, on: device), in: folder)
    }

    /// The decoder that a run pretrains.
    var decoder: TrainableDecoder { (task as! PretrainingTask).decoder }
}
