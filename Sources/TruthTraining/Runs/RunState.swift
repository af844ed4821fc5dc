/// Everything beside parameters and optimiser states that a run needs to go on exactly where it was.
package struct RunState: Sendable, Hashable, Codable {
    /// The version of this format.
    package static let currentVersion = 2

    package var version = currentVersion
    /// Steps taken.
    package var step = 0
    /// Where reading has come.
    package var position: DataPosition
    package var tokens = 0
    /// Seconds of training, evaluation and saving not counted.
    package var seconds = 0.0
    /// Joules used, if measured.
    package var joules: Double?
    /// Floating-point operations of training.
    package var operations = 0.0
    /// A moving mean of the loss, which spikes are measured against; `nil` before the first step.
    package var recentLoss: Double?
    package var skippedSteps = 0
    /// The step of the latest evaluation.
    package var evaluatedStep = 0
    /// The latest evaluation's; empty before the first.
    package var scores: [Score] = []
    /// The best first score of an evaluation, and its step.
    package var best: Best?

    package struct Best: Sendable, Hashable, Codable {
        package var score: Score
        package var step: Int
    }

    package init(position: DataPosition) {
        self.position = position
    }
}
