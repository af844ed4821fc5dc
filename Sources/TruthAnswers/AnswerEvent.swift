public import TruthClaims
public import TruthEvidence
public import TruthModels
public import TruthTokens

/// The pipelines as the server and the commands see them.
public protocol Answering: Sendable {
    /// Answers a question from the evidence: `searched`, `text`…, `answered`, `assessed`…, `finished`.
    func ask(_ question: Question) -> AsyncThrowingStream<AnswerEvent, any Error>

    /// Checks a text that already exists: `answered` (with the text as given), `assessed`…, `finished`.
    func check(_ text: String) -> AsyncThrowingStream<AnswerEvent, any Error>
}

/// A question, and the conversation before it.
public struct Question: Sendable {
    public var text: String
    /// Earlier turns, oldest first, without a system message.
    public var history: [ChatMessage]
    public var sampling: SamplingOptions
    /// The most tokens of the answer.
    public var maximumTokens: Int

    public init(text: String, history: [ChatMessage] = [], sampling: SamplingOptions = .init(), maximumTokens: Int = 256) {
        self.text = text
        self.history = history
        self.sampling = sampling
        self.maximumTokens = maximumTokens
    }
}

/// What happens while a question is answered or a text is checked.
public enum AnswerEvent: Sendable {
    /// What was searched for, and what was found, best first.
    case searched(query: String, hits: [SearchHit])
    /// More of the answer.
    case text(String)
    /// The whole answer. `abstained` when it is "I don't know from the evidence I have"; `claimCount` assessments follow.
    case answered(text: String, abstained: Bool, claimCount: Int)
    /// The verdict on claim `index`, counted from 0 in the order of the text.
    case assessed(index: Int, Assessment)
    case finished(AnswerSummary)
}

/// How an answer went.
public struct AnswerSummary: Sendable, Hashable, Codable {
    /// How many claims got which verdict.
    public var verdicts: [Verdict: Int]
    /// `nil` when nothing was generated.
    public var usage: Usage?
    public var millisecondsToFirstText: Double?
    public var millisecondsToLastVerdict: Double

    public init(verdicts: [Verdict: Int], usage: Usage?, millisecondsToFirstText: Double?, millisecondsToLastVerdict: Double) {
        self.verdicts = verdicts
        self.usage = usage
        self.millisecondsToFirstText = millisecondsToFirstText
        self.millisecondsToLastVerdict = millisecondsToLastVerdict
    }
}

/// Why a question can't be answered or a text can't be checked.
public enum AnswerError: Error, Hashable, CustomStringConvertible {
    case emptyQuestion
    case emptyText
    /// A question needs a model; checking a text doesn't.
    case noModel

    public var description: String {
        switch self {
        case .emptyQuestion: "The question is empty. Write one, such as \"What is a hash table?\"."
        case .emptyText: "The text to check is empty. Give at least one sentence."
        case .noModel: "No model is loaded, so questions can't be answered. Name one with --model."
        }
    }
}
