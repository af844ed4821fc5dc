import TruthClaims

/// One text being checked, an event at a time.
actor CheckRun {
    private let pipeline: AnswerPipeline
    private let text: String
    private let clock = Stopwatch()
    private var claims: [FoundClaim] = []
    private var verdicts: [Verdict: Int] = [:]
    /// Which claim is next; `nil` before the text has been split.
    private var position: Int?
    private var isFinished = false

    init(_ pipeline: AnswerPipeline, _ text: String) {
        self.pipeline = pipeline
        self.text = text
    }

    func next() throws -> AnswerEvent? {
        try Task.checkCancellation()
        guard let position else { return try begin() }
        if position < claims.count {
            let assessment = try pipeline.assess(claims[position])
            verdicts[assessment.verdict, default: 0] += 1
            self.position = position + 1
            return .assessed(index: position, assessment)
        }
        if isFinished { return nil }
        isFinished = true
        return .finished(
            AnswerSummary(verdicts: verdicts, usage: nil, millisecondsToFirstText: nil, millisecondsToLastVerdict: clock.milliseconds))
    }

    private func begin() throws -> AnswerEvent {
        guard text.contains(where: { !$0.isWhitespace }) else { throw AnswerError.emptyText }
        var reader = ClaimReader()
        claims = reader.claims(in: text)
        position = 0
        return .answered(text: text, abstained: false, claimCount: claims.count)
    }
}

/// Time since it was made.
struct Stopwatch: Sendable {
    private let start = ContinuousClock.now

    var milliseconds: Double { (ContinuousClock.now - start) / .milliseconds(1) }
}
