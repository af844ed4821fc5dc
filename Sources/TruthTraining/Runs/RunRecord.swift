import Foundation

/// What a run was, in a file beside its results: enough to run it again and to say what it cost.
package struct RunRecord: Sendable, Hashable, Codable {
    package var name: String
    /// What forgetting looks for: who removes a document learns which models were trained on it.
    package var trainedOn: Origin
    package var programVersion: String
    package var machine: String
    package var threads: Int
    package var instructionSet: String
    /// The whole recipe, as YAML.
    package var recipe: String
    package var seed: Int
    package var data: DataRecord
    /// Numbers of the model.
    package var parameters: Int
    /// Those of them that learnt, or that were added to learn.
    package var trainedParameters: Int
    package var steps: Int
    package var skippedSteps: Int
    package var tokens: Int
    /// Seconds of training; evaluation and saving not counted.
    package var seconds: Double
    package var operations: Double
    package var energy: Energy
    /// The last evaluation's; empty where there was none.
    package var scores: [Score]
    package var best: RunState.Best?

    package struct Origin: Sendable, Hashable, Codable {
        /// The sources of the documents.
        package var sources: [String]
        /// The names of the shards' folders, or of the files of examples.
        package var shards: [String]

        package init(sources: [String], shards: [String]) {
            self.sources = sources
            self.shards = shards
        }
    }

    package struct Energy: Sendable, Hashable, Codable {
        package var joules: Double
        /// `measured` by the processor's counter, or `estimated`.
        package var kind: String
        package var how: String
    }

    /// Watts that a busy thread of a server's processor is taken to draw where nothing measures it.
    private static let wattsPerThread = 5.0

    package init(_ trainer: Trainer, name: String, machine: String, programVersion: String) {
        let (state, processor) = (trainer.state, trainer.machine)
        data = trainer.task.data
        self.name = name
        trainedOn = Origin(sources: data.sources.map(\.name), shards: data.files)
        self.programVersion = programVersion
        self.machine = machine
        (threads, instructionSet) = processor
        recipe = trainer.recipe.yaml
        seed = trainer.recipe.run.seed
        parameters = trainer.task.modelParameterCount
        trainedParameters = trainer.task.parameters.reduce(0) { $0 + $1.count }
        steps = state.step
        skippedSteps = state.skippedSteps
        tokens = state.tokens
        seconds = state.seconds
        operations = state.operations
        energy = if let joules = state.joules {
            Energy(joules: joules, kind: "measured", how: "the processor's counter (powercap), everything that ran on it")
        } else {
            Energy(
                joules: state.seconds * Double(processor.threads) * Self.wattsPerThread, kind: "estimated",
                how: "\(Int(Self.wattsPerThread)) W for each of \(processor.threads) threads; the processor's counter can't be read here")
        }
        scores = state.scores
        best = state.best
    }
}
