import Synchronization
import TruthModels
import TruthTokens

/// Answers every prompt with the same words, one token each, and remembers what it was asked.
final class ScriptedGenerator: TextGenerator {
    /// How an answer goes.
    struct Script: Sendable {
        /// One token each, as bytes and as the text to show.
        var tokens: [(bytes: [UInt8], text: String)] = ["Hello", " brave", " new", " world"].map { (Array($0.utf8), $0) }
        /// Text that comes with the end.
        var rest = ""
        /// Thrown instead of answering.
        var error: GenerationError?
        /// Thrown after the first token.
        var lateError: GenerationError?
        /// Answers go on until the reader stops reading, or `release()` is called.
        var isEndless = false
    }

    private struct State {
        var requests: [GenerationRequest] = []
        var running = 0
        var abandoned = 0
        var isReleased = false
    }

    let model = ModelDescription(
        name: "Scripted-1", architecture: "script", parameterCount: 4, contextLength: 64, quantization: "none")
    let adapterNames = ["pirate"]
    private let script: Script
    private let state = Mutex(State())

    init(_ script: Script = Script()) {
        self.script = script
    }

    var requests: [GenerationRequest] { state.withLock(\.requests) }
    var running: Int { state.withLock(\.running) }
    var abandoned: Int { state.withLock(\.abandoned) }

    func release() {
        state.withLock { $0.isReleased = true }
    }

    /// One token per word, or the ids as given.
    func tokens(for prompt: Prompt) -> [Int] {
        switch prompt {
        case .chat(let messages): Array(0..<messages.map { words($0.content).count }.reduce(0, +))
        case .text(let text): Array(0..<words(text).count)
        case .tokens(let ids): ids
        }
    }

    func text(of tokens: [Int]) -> String {
        tokens.map { "<\($0)>" }.joined()
    }

    func generate(_ request: GenerationRequest) -> AsyncThrowingStream<GenerationEvent, any Error> {
        state.withLock { $0.requests.append(request) }
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: GenerationEvent.self)
        let task = Task {
            state.withLock { $0.running += 1 }
            defer { state.withLock { $0.running -= 1 } }
            do {
                try await answer(request) { continuation.yield($0) }
                continuation.finish()
            } catch {
                if error is CancellationError { state.withLock { $0.abandoned += 1 } }
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }

    private func answer(_ request: GenerationRequest, yield: (GenerationEvent) -> Void) async throws {
        if let error = script.error { throw error }
        let promptTokens = tokens(for: request.prompt)
        guard promptTokens.count < model.contextLength else {
            throw GenerationError.promptTooLong(tokenCount: promptTokens.count, limit: model.contextLength)
        }
        yield(
            .prompt(
                tokens: request.echo ? echoed(request) : [], usage: Usage(promptTokens: 0, cachedTokens: 0, completionTokens: 0)))
        var count = 0
        for token in script.tokens.prefix(request.maximumTokens ?? .max) {
            yield(.token(generated(token.bytes, text: token.text, request)))
            count += 1
            if let error = script.lateError { throw error }
        }
        while script.isEndless, !state.withLock(\.isReleased) {
            try await Task.sleep(for: .milliseconds(2))
            yield(.token(generated([0x2E], text: ".", request)))
            count += 1
        }
        let usage = Usage(promptTokens: promptTokens.count, cachedTokens: 1, completionTokens: count)
        yield(.finished(reason: count == request.maximumTokens ? .length : .stop, text: script.rest, usage: usage))
    }

    private func echoed(_ request: GenerationRequest) -> [GeneratedToken] {
        let texts: [String] =
            switch request.prompt {
            case .text(let text): words(text)
            case .tokens(let ids): ids.map { "<\($0)>" }
            case .chat: []
            }
        return texts.enumerated().map { index, text in
            var token = generated(Array(text.utf8), text: text, request)
            if index == 0 { (token.logProbability, token.top) = (nil, []) }
            return token
        }
    }

    private func generated(_ bytes: [UInt8], text: String, _ request: GenerationRequest) -> GeneratedToken {
        guard let count = request.topLogProbabilities else { return GeneratedToken(id: 0, bytes: bytes, text: text) }
        let top = [GeneratedToken.Alternative(id: 0, bytes: bytes, logProbability: -0.25), .init(id: 1, bytes: Array(" fooBar".utf8), logProbability: -2)]
        return GeneratedToken(id: 0, bytes: bytes, text: text, logProbability: -0.25, top: Array(top.prefix(count)))
    }

    /// Words with the space before them.
    private func words(_ text: String) -> [String] {
        var words: [String] = []
        for character in text {
            if character == " " || words.isEmpty { words.append("") }
            words[words.count - 1].append(character)
        }
        return words
    }
}
