import TruthClaims
import TruthEvidence
import TruthModels
import TruthTokens

/// One question being answered.
struct AskRun: Sendable {
    private let pipeline: AnswerPipeline
    private let question: Question
    private let events: AsyncThrowingStream<AnswerEvent, any Error>.Continuation
    private let clock = Stopwatch()

    init(_ pipeline: AnswerPipeline, _ question: Question, _ events: AsyncThrowingStream<AnswerEvent, any Error>.Continuation) {
        self.pipeline = pipeline
        self.question = question
        self.events = events
    }

    func run() async throws {
        guard question.text.contains(where: { !$0.isWhitespace }) else { throw AnswerError.emptyQuestion }
        guard let generator = pipeline.generator else { throw AnswerError.noModel }
        let query = SearchQuestion.query(for: question)
        let hits = try pipeline.search.search(query, limit: pipeline.options.passageLimit)
        events.yield(.searched(query: query, hits: hits))
        let relevant = try Relevance(pipeline).relevant(hits, to: query)
        guard !relevant.isEmpty else { return abstain() }
        try await answer(from: relevant, with: generator)
    }

    private func abstain() {
        let first = clock.milliseconds
        events.yield(.text(AnswerPipeline.abstention))
        events.yield(.answered(text: AnswerPipeline.abstention, abstained: true, claimCount: 0))
        events.yield(
            .finished(
                AnswerSummary(verdicts: [:], usage: nil, millisecondsToFirstText: first, millisecondsToLastVerdict: clock.milliseconds)))
    }

    private func answer(from hits: [SearchHit], with generator: any TextGenerator) async throws {
        let isSmall = generator.model.parameterCount < pipeline.options.openingParameterLimit
        let opening = isSmall ? AnswerOpening(question: question.text, best: hits[0]) : nil
        let chosen = hitsForPrompt(hits, quoting: opening != nil)
        let prompt = try AnswerPrompt(question: question, hits: chosen, generator: generator, options: pipeline.options)
        let request = GenerationRequest(
            prompt: try opening.map { try begun(prompt.messages, with: $0.prefill, generator) } ?? .chat(prompt.messages),
            sampling: question.sampling == SamplingOptions() ? pipeline.options.sampling : question.sampling,
            maximumTokens: question.maximumTokens, stop: opening == nil ? AnswerPrompt.stop : AnswerOpening.stop)
        let subject = hits.first(where: \.isNamed)?.passage.title

        // Sentences go to the judge as soon as they are complete; the verdicts wait until the answer is.
        let (sentences, toJudge) = AsyncStream<FoundClaim>.makeStream()
        async let early = judgeEarly(sentences, with: hits)
        defer { toJudge.finish() }

        var answer = ""
        var sent = 0
        var firstText: Double?
        var usage: Usage?
        func show(_ text: String) {
            guard !text.isEmpty else { return }
            if firstText == nil { firstText = clock.milliseconds }
            answer += text
            events.yield(.text(text))
        }
        var unquoted = opening.map(AnswerOpening.Filter.init)
        var filter = RepetitionFilter()
        generation: for try await event in generator.generate(request) {
            switch event {
            case .prompt(_, let cost): usage = cost
            case .token(let token):
                usage?.completionTokens += 1
                show(filter.append(unquoted?.shown(token.text) ?? token.text))
                if filter.isRepeating { break generation }
                if token.text.contains(where: { $0.isWhitespace }), SentenceProgress.mayHaveEnded(answer) {
                    let complete = SentenceProgress.completeClaims(of: answer, about: subject)
                    for claim in complete.dropFirst(sent) { toJudge.yield(claim) }
                    sent = max(sent, complete.count)
                }
            case .finished(_, let rest, let total):
                let end = (unquoted?.shown(rest) ?? rest) + (unquoted?.rest() ?? "")
                show(filter.append(end) + filter.finish())
                usage = total
            }
        }
        try Task.checkCancellation()
        toJudge.finish()
        var reader = ClaimReader(subject: subject)
        let claims = reader.claims(in: answer)
        events.yield(.answered(text: answer, abstained: false, claimCount: claims.count))
        let verdicts = try await assess(claims, early: early, with: hits)
        events.yield(
            .finished(
                AnswerSummary(
                    verdicts: verdicts, usage: usage, millisecondsToFirstText: firstText, millisecondsToLastVerdict: clock.milliseconds)))
    }

    /// The conversation with the model's turn already begun.
    private func begun(_ messages: [ChatMessage], with words: String, _ generator: any TextGenerator) throws -> Prompt {
        // A text by itself may begin with a token of its own, which has no place inside a turn.
        let frame = try generator.tokens(for: .text("")).count
        return .tokens(try generator.tokens(for: .chat(messages)) + generator.tokens(for: .text(words)).dropFirst(frame))
    }

    /// The passages to put into the prompt: for a quotation, the best one's document from its beginning; otherwise the best.
    private func hitsForPrompt(_ hits: [SearchHit], quoting: Bool) -> [SearchHit] {
        let document = hits[0].passage.document
        let ofDocument = hits.filter { $0.passage.document == document }.sorted { $0.passage.id < $1.passage.id }
        return quoting ? ofDocument : ofDocument + hits.filter { $0.passage.document != document }
    }

    private func judgeEarly(_ claims: AsyncStream<FoundClaim>, with hits: [SearchHit]) async throws -> [FoundClaim: Assessment] {
        var assessments: [FoundClaim: Assessment] = [:]
        for await claim in claims { assessments[claim] = try pipeline.assess(claim, with: hits) }
        return assessments
    }

    /// Emits the verdicts in order; a claim that was judged early is not judged again.
    private func assess(_ claims: [FoundClaim], early: [FoundClaim: Assessment], with hits: [SearchHit]) async throws -> [Verdict: Int] {
        var verdicts: [Verdict: Int] = [:]
        for (index, claim) in claims.enumerated() {
            try Task.checkCancellation()
            let assessment = try early[claim] ?? pipeline.assess(claim, with: hits)
            verdicts[assessment.verdict, default: 0] += 1
            events.yield(.assessed(index: index, assessment))
        }
        return verdicts
    }
}

extension AnswerPipeline {
    /// What is said when the evidence has nothing on a question.
    public static let abstention = "I don't know from the evidence I have."
}

/// Which claims of a growing answer can't change any more.
enum SentenceProgress {
    /// Whether the text seen last may have closed a sentence; cheap, so that it can be asked for every token.
    static func mayHaveEnded(_ answer: String) -> Bool {
        answer.suffix(12).contains { ".!?\n".contains($0) }
    }

    /// The claims of all sentences but the last.
    static func completeClaims(of answer: String, about subject: String?) -> [FoundClaim] {
        let text = ScalarText(answer)
        var reader = ClaimReader(subject: subject)
        return SentenceReader.sentences(of: text).dropLast().flatMap { reader.claims(of: $0, in: text) }
    }
}
