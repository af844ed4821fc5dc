import TruthAnswers
import TruthModels

/// How an answer went, as our routes show it.
struct WireSummary: Encodable, Sendable {
    /// How many claims got which verdict.
    var verdicts: [String: Int]
    /// `null` when nothing was generated.
    var usage: Nullable<Usage>
    var millisecondsToFirstText: Nullable<Double>
    var millisecondsToLastVerdict: Double

    init(_ summary: AnswerSummary) {
        verdicts = Dictionary(uniqueKeysWithValues: summary.verdicts.map { ($0.key.rawValue, $0.value) })
        usage = .init(summary.usage)
        millisecondsToFirstText = .init(summary.millisecondsToFirstText)
        millisecondsToLastVerdict = summary.millisecondsToLastVerdict
    }
}
