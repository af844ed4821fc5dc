/// What happens in a run, for whoever shows or logs it.
package enum TrainingEvent: Sendable {
    case step(StepReport)
    case evaluation(EvaluationReport)
    case sample(step: Int, text: String)
    case saved(step: Int, path: String)
    /// Saving failed; training goes on, and the next save is tried.
    case saveFailed(step: Int, reason: String)
    case skipped(step: Int, loss: Double, norm: Double)
}

package struct StepReport: Sendable, Hashable, Codable {
    package var step: Int
    /// Nats per token, or what else the task minimises.
    package var loss: Double
    package var gradientNorm: Double
    /// The schedule's factor on learning rates.
    package var rateFactor: Double
    package var tokens: Int
    /// Of this step.
    package var tokensPerSecond: Double
    /// Floating-point operations per second over the fastest product measured; `nil` if that wasn't measured.
    package var shareOfPeak: Double?
    /// Seconds of training so far.
    package var seconds: Double
    /// The share of the run that is behind it.
    package var progress: Double
}

package struct EvaluationReport: Sendable, Hashable, Codable {
    package var step: Int
    /// As in training.
    package var loss: Double
    /// The first one decides which checkpoint is the best.
    package var scores: [Score]
    package var tokens: Int
    /// Seconds of training so far.
    package var seconds: Double
}
