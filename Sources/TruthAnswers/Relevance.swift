import TruthClaims
import TruthEvidence

/// Which of the passages that a search found bear on the question. When none does, the answer is "I don't know".
///
/// Words decide first: a passage must speak of enough of the question. But three words can meet by chance ("Why is the sky blue?" finds Blue Sky Software), so
/// a passage must also be about the same thing, unless its name makes up most of the question.
struct Relevance {
    private let embedder: (any Embedder)?
    private let options: AnswerPipeline.Options

    init(_ pipeline: AnswerPipeline) {
        embedder = pipeline.embedder
        options = pipeline.options
    }

    /// The hits that bear on `query`, in their order.
    ///
    /// - Throws: What the embedder throws.
    func relevant(_ hits: [SearchHit], to query: String) throws -> [SearchHit] {
        let sharing = hits.filter { $0.coverage >= ($0.isNamed ? options.leastCoverageOfNamed : options.leastCoverage) }
        let unnamed = sharing.filter { !isNamedAbove($0) }
        guard let embedder, !unnamed.isEmpty else { return sharing }
        let texts = unnamed.flatMap { [Self.opening(of: $0.passage, sentences: 1), Self.opening(of: $0.passage, sentences: 5)] }
        let vectors = try embedder.embed([query] + texts)
        let close = Set(
            unnamed.indices.filter { index in
                vectors[(1 + 2 * index)...].prefix(2).contains { $0.innerProduct(vectors[0]) >= options.leastMeaning }
            }.map { unnamed[$0].passage.id })
        return sharing.filter { isNamedAbove($0) || close.contains($0.passage.id) }
    }

    /// The embedder never saw many names, so that it can't judge "What is TECO?". But "blue" is only a part of "Why is the sky blue?".
    private func isNamedAbove(_ hit: SearchHit) -> Bool { hit.isNamed && hit.coverage >= options.leastCoverage }

    /// The title and the first sentences: a definition alone is often closer to a question than all that follows it.
    private static func opening(of passage: Passage, sentences: Int) -> String {
        let text = ScalarText(passage.text)
        let spoken = SentenceReader.sentences(of: text).filter { $0.kind != .code }.prefix(sentences).map { text[$0.range] }
        return (passage.title.map { $0 + ": " } ?? "") + spoken.joined(separator: " ")
    }
}
