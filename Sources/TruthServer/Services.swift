import Hummingbird
import TruthAnswers
import TruthEvidence
import TruthGrammar
import TruthModels

/// What the routes work with: the engine, the evidence, the pipelines, and the limits around them.
struct Services: Sendable {
    let configuration: ServerConfiguration
    let generator: any TextGenerator
    let search: any PassageSearch
    let embedding: EmbeddingModel?
    let answering: any Answering
    let evidence: @Sendable () throws -> EvidenceSummary
    /// `nil` where documents can't be added over the API.
    let corpus: (any CorpusKeeping)?
    let metrics = MetricsRegistry()
    /// The schemas and grammars that requests brought last, compiled.
    let grammars = GrammarCache(capacity: 32)
    /// For whatever generates or checks.
    let generationGate: RequestGate
    /// For searches and embeddings, which are short, so that they don't wait behind long answers.
    let lookupGate: RequestGate
    /// For files that are read into the corpus: the store takes one writer at a time.
    let importGate = RequestGate(running: 1, waiting: 8)
    let blocking = BlockingWork()
    /// How many passages have vectors; `nil` before that is known, and where none are computed.
    let vectors = Shared<PassageEmbedding.Progress?>(nil)
    let reader: BodyReader

    init(
        configuration: ServerConfiguration, generator: any TextGenerator, search: any PassageSearch, embedding: EmbeddingModel?,
        answering: any Answering, evidence: @escaping @Sendable () throws -> EvidenceSummary, corpus: (any CorpusKeeping)?
    ) {
        self.configuration = configuration
        self.generator = generator
        self.search = search
        self.embedding = embedding
        self.answering = answering
        self.evidence = evidence
        self.corpus = corpus
        let limits = configuration.limits
        generationGate = RequestGate(running: limits.running, waiting: limits.waiting)
        lookupGate = RequestGate(running: limits.running, waiting: limits.waiting)
        reader = BodyReader(limits: limits)
    }

    /// Whether no request runs that computes, searches or adds.
    var isIdle: Bool { [generationGate, lookupGate, importGate].allSatisfy { $0.load.running == 0 } }

    /// The adapter that a model's name stands for; `nil` for the model itself.
    ///
    /// - Throws: ``APIError`` for a model that doesn't run here.
    func adapterName(for model: String?) throws -> String? {
        if let model, generator.adapterNames.contains(model) { return model }
        guard let model, model != generator.model.name, model != "default" else { return nil }
        let served = ([generator.model.name] + generator.adapterNames).map { "\"\($0)\"" }.joined(separator: ", ")
        throw APIError.notFound(
            "This server doesn't have that model here; it serves \(served); \"default\" is the first.", param: "model", code: "model_not_found")
    }

    /// Refuses a name other than `served`, `default` or none.
    func check(_ name: String?, is served: String) throws {
        guard let name, name != served, name != "default" else { return }
        throw APIError.notFound(
            "This server doesn't have that model here; it serves \"\(served)\", also called \"default\".", param: "model",
            code: "model_not_found")
    }

    /// Generates for `requests`, a few at a time, and counts what it costs.
    func generate(_ requests: [GenerationRequest], for request: Request) -> Job<ChoiceEvent> {
        let start = ContinuousClock.now
        let services = self
        return Job(for: request, gate: generationGate, timeLimit: configuration.limits.requestTime) { yield in
            let firstText = Once { services.metrics.record("truthgpt_first_text_seconds", duration: start.duration(to: .now)) }
            try await ChoiceEvent.generate(requests, with: services.generator, atOnce: services.configuration.limits.running) { choice in
                switch choice.event {
                case .prompt: break
                case .token: firstText()
                case .finished(_, _, let usage): services.count(usage)
                }
                yield(choice)
            }
        }
    }

    /// Runs one of the pipelines and counts what it costs.
    func answer(_ events: @escaping @Sendable () -> AsyncThrowingStream<AnswerEvent, any Error>, for request: Request) -> Job<AnswerEvent> {
        let start = ContinuousClock.now
        let services = self
        return Job(for: request, gate: generationGate, timeLimit: configuration.limits.requestTime) { yield in
            let firstText = Once { services.metrics.record("truthgpt_first_text_seconds", duration: start.duration(to: .now)) }
            for try await event in events() {
                switch event {
                case .text: firstText()
                case .finished(let summary): services.count(summary, duration: start.duration(to: .now))
                case .searched, .answered, .assessed: break
                }
                yield(event)
            }
            try Task.checkCancellation()
        }
    }

    private func count(_ usage: Usage) {
        metrics.count("truthgpt_tokens_total", [("kind", "prompt")], by: usage.promptTokens)
        metrics.count("truthgpt_tokens_total", [("kind", "cached")], by: usage.cachedTokens)
        metrics.count("truthgpt_tokens_total", [("kind", "completion")], by: usage.completionTokens)
    }

    private func count(_ summary: AnswerSummary, duration: Duration) {
        if let usage = summary.usage { count(usage) }
        for (verdict, count) in summary.verdicts {
            metrics.count("truthgpt_verdicts_total", [("verdict", verdict.rawValue)], by: count)
        }
        metrics.record("truthgpt_last_verdict_seconds", duration: duration)
    }
}
