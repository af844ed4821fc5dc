import TruthAnswers

/// A whole answer with its verdicts, for callers that don't stream.
struct WireAnswer: Encodable, Sendable {
    /// `null` when nothing was searched before the answer.
    var searched: Nullable<WireSearch> = .init(nil)
    var answer = ""
    var abstained = false
    var claims: [WireAssessment] = []
    var summary: WireSummary?

    private enum Names: String, CodingKey {
        case searched, answer, abstained, claims, verdicts, usage, millisecondsToFirstText, millisecondsToLastVerdict
    }

    mutating func add(_ event: AnswerEvent) {
        switch event {
        case .searched(let query, let hits): searched = .init(WireSearch(query: query, hits: hits))
        case .text: break
        case .answered(let text, let abstained, _): (answer, self.abstained) = (text, abstained)
        case .assessed(let index, let assessment): claims.append(WireAssessment(assessment, index: index))
        case .finished(let summary): self.summary = WireSummary(summary)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Names.self)
        try container.encode(searched, forKey: .searched)
        try container.encode(answer, forKey: .answer)
        try container.encode(abstained, forKey: .abstained)
        try container.encode(claims.sorted { $0.index < $1.index }, forKey: .claims)
        guard let summary else { return }
        try container.encode(summary.verdicts, forKey: .verdicts)
        try container.encode(summary.usage, forKey: .usage)
        try container.encode(summary.millisecondsToFirstText, forKey: .millisecondsToFirstText)
        try container.encode(summary.millisecondsToLastVerdict, forKey: .millisecondsToLastVerdict)
    }
}
