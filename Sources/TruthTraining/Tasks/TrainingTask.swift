/// What a run teaches: its model, where its batches come from, what their loss is, and how well the model does.
///
/// ``Trainer`` does the rest: schedule, clipping, spikes, changing the parameters, evaluating and saving in time. A task gives the
/// same batches and gradients whenever it is resumed at the same position. Not `Sendable`: one run works with it.
package protocol TrainingTask: AnyObject {
    var device: TrainingDevice { get }
    /// What learns, in a fixed order; checkpoints hold nothing else.
    var parameters: [Parameter] { get }
    /// All numbers of the model, those that don't learn among them.
    var modelParameterCount: Int { get }
    /// What is learnt from, for the run's record.
    var data: DataRecord { get }
    /// What people should know before it begins, such as what was set aside.
    var notes: [String] { get }
    /// Where reading has come; saved with the run.
    var position: DataPosition { get }

    /// How a parameter is changed by its gradient.
    func rule(for parameter: Parameter) -> UpdateRule

    /// Goes on at a position that was saved.
    ///
    /// - Throws: ``RunError/otherData(path:expected:found:)`` where the data isn't what the position belongs to.
    func resume(at position: DataPosition) throws

    /// Reads the next step's batches, forward and back: gradients of the step's mean loss wait in the parameters.
    func accumulate() -> StepCost

    /// Called when the parameters have changed, so that what was made from them is made anew.
    func parametersChanged()

    /// What the step that starts at `position` reads, for people who look for the reason of a spike.
    func sources(readFrom position: DataPosition) throws -> [String]

    /// Judges the model on what it doesn't learn from; `nil` where there is nothing.
    func evaluate() -> TaskResult?

    /// What the model writes, for people to see; `nil` if that isn't wanted.
    func sample() -> String?
}

extension TrainingTask {
    package var notes: [String] { [] }
    package func parametersChanged() {}
    package func sample() -> String? { nil }
}

/// What a step's batches came to.
package struct StepCost: Sendable, Hashable {
    package var loss = BatchLoss()
    package var tokens = 0
    /// Floating-point operations, forward and back.
    package var operations = 0.0

    package init(loss: BatchLoss = BatchLoss(), tokens: Int = 0, operations: Double = 0) {
        self.loss = loss
        self.tokens = tokens
        self.operations = operations
    }
}

/// Where a task's data goes on.
package enum DataPosition: Sendable, Hashable, Codable {
    /// In the sequences of token shards.
    case shards(at: ShardReader.Position)
    /// In examples of their own.
    case examples(at: ExampleOrder.Position)
}

/// How well a model does.
package struct TaskResult: Sendable, Hashable {
    /// The mean loss, as in training.
    package var loss: Double
    /// Tokens read.
    package var tokens: Int
    /// The first one decides which checkpoint is the best.
    package var scores: [Score]

    package init(loss: Double, tokens: Int, scores: [Score]) {
        precondition(!scores.isEmpty, "TaskResult: no score")
        self.loss = loss
        self.tokens = tokens
        self.scores = scores
    }
}

/// One number of an evaluation.
package struct Score: Sendable, Hashable, Codable {
    /// Such as `bits per byte`.
    package var name: String
    package var value: Double
    /// Whether more is better.
    package var risesWithQuality: Bool

    package init(_ name: String, _ value: Double, risesWithQuality: Bool = false) {
        self.name = name
        self.value = value
        self.risesWithQuality = risesWithQuality
    }

    package func isBetter(than other: Score) -> Bool {
        risesWithQuality ? value > other.value : value < other.value
    }

    /// The name and four decimals.
    package var text: String { "\(name) " + String(format: "%.4f", value) }
}

/// What a task learns from, as its record states it.
package struct DataRecord: Sendable, Hashable, Codable {
    /// Where documents came from, with how many; what forgetting looks for.
    package var sources: [Source]
    /// The folders or files that were read.
    package var files: [String]
    /// The SHA-256 of the shards' manifest, or of the files.
    package var sha256: String
    /// Licences that documents state, with the number of documents; "not stated" among them.
    package var licences: [String: Int]
    /// The SHA-256 of the tokenizer.
    package var tokenizer: String

    package struct Source: Sendable, Hashable, Codable {
        package var name: String
        package var documents: Int
        package var tokens: Int

        package init(name: String, documents: Int, tokens: Int) {
            self.name = name
            self.documents = documents
            self.tokens = tokens
        }
    }

    package init(sources: [Source], files: [String], sha256: String, licences: [String: Int], tokenizer: String) {
        self.sources = sources
        self.files = files
        self.sha256 = sha256
        self.licences = licences
        self.tokenizer = tokenizer
    }
}
