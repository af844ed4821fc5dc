public import TruthClaims
public import TruthEvidence
public import TruthModels

/// Answers questions from evidence, and checks texts against it.
///
/// `ask` searches with the question, generates from what was found, splits the answer into claims and judges each with its own search.
/// `check` does the last two for a text that exists. Claims of an answer are judged while the rest is still being generated.
public struct AnswerPipeline: Answering {
    let generator: (any TextGenerator)?
    let search: any PassageSearch
    let judge: any Judge
    let embedder: (any Embedder)?
    let options: Options

    /// What can be set; the defaults suit a small model on two cores.
    public struct Options: Sendable, Hashable {
        /// How many passages the question brings up.
        public var passageLimit = 6
        /// How many passages each claim brings up besides.
        public var claimPassageLimit = 5
        /// How many tokens of evidence the prompt may hold: fewer mean an earlier first token.
        public var evidenceTokenLimit = 320
        /// How many passages the prompt may hold, and how many sentences of each.
        public var evidencePassageLimit = 2
        public var evidenceSentenceLimit = 5
        /// Models with fewer weights are given the first words of a definition, so that they quote.
        public var openingParameterLimit = 1_000_000_000
        /// The share of the question's words, weighted by rarity, that the best passage must speak of.
        public var leastCoverage = 0.6
        /// The same for a passage whose title or alias the question names.
        public var leastCoverageOfNamed = 0.4
        /// The cosine of question and passage below which the words they share are taken for chance. A passage whose name makes up most of the question
        /// is exempt: that often is a name that the embedder never saw. On 800 questions of other subjects and 400 on FOLDOC's (docs/log.md).
        public var leastMeaning: Float = 0.35
        /// How tokens are drawn when the question says nothing of it.
        ///
        /// No repetition penalty: it would punish the very words of the evidence. ``RepetitionFilter`` ends an answer that repeats itself.
        public var sampling = SamplingOptions(temperature: 0)

        public init() {}
    }

    /// - Parameters:
    ///   - generator: Writes the answers; `nil` serves ``check(_:)`` only.
    ///   - search: Where evidence comes from.
    ///   - embedder: Compares meanings when passages are chosen and claims are judged; without one, words alone decide, and support asks for more of them.
    public init(generator: (any TextGenerator)?, search: any PassageSearch, embedder: (any Embedder)?, options: Options = Options()) {
        self.init(generator: generator, search: search, embedder: embedder, judge: EvidenceJudge(embedder: embedder), options: options)
    }

    /// - Parameter judge: Decides on claims in place of ``EvidenceJudge``.
    public init(
        generator: (any TextGenerator)?, search: any PassageSearch, embedder: (any Embedder)? = nil, judge: any Judge, options: Options = Options()
    ) {
        self.generator = generator
        self.search = search
        self.judge = judge
        self.embedder = embedder
        self.options = options
    }

    public func ask(_ question: Question) -> AsyncThrowingStream<AnswerEvent, any Error> {
        let (stream, continuation) = AsyncThrowingStream<AnswerEvent, any Error>.makeStream()
        let task = Task {
            do {
                try await AskRun(self, question, continuation).run()
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        // A reader that goes away ends the generation.
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }

    /// The events are made as they are read, so a long text holds no more than one verdict at a time.
    public func check(_ text: String) -> AsyncThrowingStream<AnswerEvent, any Error> {
        let run = CheckRun(self, text)
        return AsyncThrowingStream { try await run.next() }
    }

    /// The verdict on one claim.
    ///
    /// - Parameter known: Passages to consider besides those that the claim itself brings up.
    func assess(_ found: FoundClaim, with known: [SearchHit] = []) throws -> Assessment {
        if let reason = found.checkability.reason {
            return Assessment(claim: found.claim, verdict: .notCheckable, reason: reason, asOf: .now)
        }
        let hits = try search.search(found.claim.text, limit: options.claimPassageLimit)
        return try judge.assess(found.claim, with: hits + known, asOf: .now)
    }
}
