import Synchronization
import TruthAnswers
import TruthClaims
import TruthEvidence
import TruthModels
import TruthTokens

/// Says what it is told to, a word at a time, and remembers what it was asked.
final class ScriptedGenerator: TextGenerator {
    let model: ModelDescription
    private let script: String
    private let delay: Duration
    private let error: GenerationError?
    let requests = Mutex<[GenerationRequest]>([])
    let wasCancelled = Mutex(false)

    init(_ script: String, delay: Duration = .zero, error: GenerationError? = nil, parameterCount: Int = 7_000_000_000) {
        model = ModelDescription(
            name: "scripted", architecture: "none", parameterCount: parameterCount, contextLength: 2048, quantization: "none")
        self.script = script
        self.delay = delay
        self.error = error
    }

    /// One token per word.
    func tokens(for prompt: Prompt) throws -> [Int] {
        switch prompt {
        case .text(let text): Array(0..<text.split(separator: " ").count)
        case .chat(let messages): Array(0..<messages.reduce(0) { $0 + $1.content.split(separator: " ").count })
        case .tokens(let tokens): tokens
        }
    }

    func text(of tokens: [Int]) -> String { "" }

    func generate(_ request: GenerationRequest) -> AsyncThrowingStream<GenerationEvent, any Error> {
        requests.withLock { $0.append(request) }
        let (stream, continuation) = AsyncThrowingStream<GenerationEvent, any Error>.makeStream()
        let task = Task { [script, delay, error] in
            if let error {
                continuation.finish(throwing: error)
                return
            }
            continuation.yield(.prompt(tokens: [], usage: Usage(promptTokens: 0, cachedTokens: 0, completionTokens: 0)))
            let pieces = script.split(separator: " ", omittingEmptySubsequences: false)
            for (index, piece) in pieces.dropLast().enumerated() {
                if delay > .zero { try? await Task.sleep(for: delay) }
                if Task.isCancelled { break }
                continuation.yield(.token(GeneratedToken(id: index, bytes: [], text: piece + " ")))
            }
            let usage = Usage(promptTokens: 1, cachedTokens: 0, completionTokens: pieces.count)
            continuation.yield(.finished(reason: .stop, text: String(pieces.last ?? ""), usage: usage))
            continuation.finish()
        }
        continuation.onTermination = { [weak self] reason in
            if case .cancelled = reason { self?.wasCancelled.withLock { $0 = true } }
            task.cancel()
        }
        return stream
    }
}

/// Finds passages by the share of the query's longer words that they hold.
struct ListSearch: PassageSearch {
    var passages: [Passage]

    func search(_ query: String, options: SearchOptions) throws -> [SearchHit] {
        let words = Set(query.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init).filter { $0.count > 3 })
        let hits = passages.map { passage in
            let text = ((passage.title ?? "") + " " + passage.text).lowercased()
            let coverage = words.isEmpty ? 0 : Double(words.count { text.contains($0) }) / Double(words.count)
            let isNamed = passage.title.map { query.lowercased().contains($0.lowercased()) } ?? false
            return SearchHit(passage: passage, score: coverage, coverage: coverage, isNamed: isNamed)
        }
        return Array(hits.filter { $0.score > 0 }.sorted { $0.score > $1.score }.prefix(options.limit))
    }
}

/// What happened, without the payloads that a test doesn't compare.
struct Events {
    var order: [String] = []
    var hits: [SearchHit] = []
    var query = ""
    var text = ""
    var answer = ""
    var abstained = false
    var claimCount = 0
    var assessments: [Assessment] = []
    var summary: AnswerSummary?

    init(_ stream: AsyncThrowingStream<AnswerEvent, any Error>) async throws {
        for try await event in stream {
            switch event {
            case .searched(let query, let hits):
                order.append("searched")
                self.query = query
                self.hits = hits
            case .text(let text):
                if order.last != "text" { order.append("text") }
                self.text += text
            case .answered(let text, let abstained, let claimCount):
                order.append("answered")
                answer = text
                self.abstained = abstained
                self.claimCount = claimCount
            case .assessed(let index, let assessment):
                order.append("assessed \(index)")
                assessments.append(assessment)
            case .finished(let summary):
                order.append("finished")
                self.summary = summary
            }
        }
    }
}

let hashTable = Passage(
    id: 1, document: "D/hash table", title: "hash table",
    text: "A data structure that maps keys to values with a hash function. Hash tables were described by Hans Peter Luhn in 1953.", source: "D")
let quicksort = Passage(id: 2, document: "D/quicksort", title: "quicksort", text: "A sorting algorithm invented by Tony Hoare in 1959.", source: "D")

/// Says which of its words a text holds, as a vector of unit length.
struct KeywordEmbedder: Embedder {
    var words: [String]
    var dimension: Int { words.count + 1 }

    func embed(_ texts: [String]) throws -> [[Float]] {
        texts.map { text in
            let found: [Float] = words.map { text.lowercased().contains($0) ? 1 : 0 }
            let vector = found + [found.contains(1) ? 0 : 1]
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return vector.map { $0 / length }
        }
    }
}
