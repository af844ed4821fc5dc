import Foundation
import Synchronization
import TruthAnswers
import TruthClaims
import TruthEvidence
import TruthModels

/// One passage, whatever is searched for.
struct ScriptedSearch: PassageSearch {
    static let passage = Passage(
        id: 7, document: "foldoc:hash table", title: "hash table", text: "A data structure <b>that</b> maps keys to values.",
        source: "FOLDOC", author: nil, created: Date(timeIntervalSince1970: 1_000_000_000), url: "https://foldoc.org/hash+table",
        licence: "GFDL")

    func search(_ query: String, options: SearchOptions) throws -> [SearchHit] {
        Array([SearchHit(passage: Self.passage, score: 2.5)].prefix(options.limit))
    }
}

/// Vectors of three numbers: the text's length and two constants.
struct ScriptedEmbedder: Embedder {
    let dimension = 3

    func embed(_ texts: [String]) throws -> [[Float]] {
        texts.map { [Float($0.count), 0.5, -1] }
    }
}

/// The same answer to every question.
final class ScriptedAnswers: Answering {
    static let assessment = Assessment(
        claim: Claim(text: "A hash table maps keys.", span: 0..<23), verdict: .supported,
        evidence: [
            .init(passage: ScriptedSearch.passage, stance: .supports, highlight: 2..<16),
            .init(passage: ScriptedSearch.passage, stance: .related),
        ],
        checks: [.init(kind: .words, claimed: "maps", found: nil, agrees: false)], reason: "The passage says so.",
        asOf: Date(timeIntervalSince1970: 1_100_000_000))

    private let asked = Mutex<[Question]>([])
    /// Thrown after the text.
    private let lateError: (any Error)?

    init(lateError: (any Error)? = nil) {
        self.lateError = lateError
    }

    var questions: [Question] { asked.withLock(\.self) }

    func ask(_ question: Question) -> AsyncThrowingStream<AnswerEvent, any Error> {
        asked.withLock { $0.append(question) }
        let hits = [SearchHit(passage: ScriptedSearch.passage, score: 2.5)]
        return stream(
            [.searched(query: question.text, hits: hits), .text("A hash table"), .text(" maps keys.\nNo <i>HTML</i>.")]
                + verdicts(on: "A hash table maps keys.\nNo <i>HTML</i>.", usage: Usage(promptTokens: 40, cachedTokens: 30, completionTokens: 9)))
    }

    func check(_ text: String) -> AsyncThrowingStream<AnswerEvent, any Error> {
        stream(verdicts(on: text, usage: nil))
    }

    private func verdicts(on text: String, usage: Usage?) -> [AnswerEvent] {
        [
            .answered(text: text, abstained: false, claimCount: 1),
            .assessed(index: 0, Self.assessment),
            .finished(
                .init(
                    verdicts: [.supported: 1, .notCheckable: 1], usage: usage, millisecondsToFirstText: usage == nil ? nil : 12.5,
                    millisecondsToLastVerdict: 30)),
        ]
    }

    private func stream(_ events: [AnswerEvent]) -> AsyncThrowingStream<AnswerEvent, any Error> {
        AsyncThrowingStream { continuation in
            for event in events {
                continuation.yield(event)
                if case .text = event, let lateError { return continuation.finish(throwing: lateError) }
            }
            continuation.finish()
        }
    }
}
