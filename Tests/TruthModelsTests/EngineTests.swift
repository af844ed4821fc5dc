import Foundation
import Testing
import TruthModels
import TruthTokens

/// What came out of a stream.
struct Outcome: Sendable, Equatable {
    var echoed: [GeneratedToken] = []
    var tokens: [GeneratedToken] = []
    var text = ""
    var reason: FinishReason?
    var usage: Usage?
}

extension Engine {
    /// Everything that a request brings.
    func outcome(_ request: GenerationRequest) async throws -> Outcome {
        var outcome = Outcome()
        for try await event in generate(request) {
            switch event {
            case .prompt(let tokens, _): outcome.echoed = tokens
            case .token(let token):
                outcome.tokens.append(token)
                outcome.text += token.text
            case .finished(let reason, let text, let usage):
                outcome.text += text
                (outcome.reason, outcome.usage) = (reason, usage)
            }
        }
        return outcome
    }

    /// A tiny random model that writes nonsense: what matters is that it is the same nonsense.
    static func tiny(_ options: EngineOptions = EngineOptions()) throws -> Engine {
        try load(modelPath: Goldens.path("tiny-chat.gguf"), options: options)
    }
}

@Suite struct EngineTests {
    private func request(
        _ prompt: String, _ sampling: SamplingOptions = SamplingOptions(), maximumTokens: Int? = 20, stop: [String] = []
    ) -> GenerationRequest {
        GenerationRequest(prompt: .text(prompt), sampling: sampling, maximumTokens: maximumTokens, stop: stop)
    }

    @Test func `a model says what it is`() throws {
        let engine = try Engine.tiny()
        #expect(engine.model.name == "tiny-chat" && engine.model.architecture == "llama")
        #expect(engine.model.contextLength == 256 && engine.model.quantization == "F32")
        #expect(engine.model.parameterCount == 272 * 32 + 2 * (2 * 32 * 32 + 2 * 32 * 16 + 3 * 32 * 64 + 2 * 32) + 32)
    }

    @Test func `an answer ends at its limit, and its texts are whole characters`() async throws {
        let outcome = try await Engine.tiny().outcome(request("the hand", maximumTokens: 60))
        #expect(outcome.reason == .length)
        #expect(outcome.tokens.count == 60 && outcome.usage?.completionTokens == 60)
        #expect(outcome.text == String(decoding: outcome.tokens.flatMap(\.bytes), as: UTF8.self))
    }

    @Test func `20 requests on 4 slots give the texts that each gives alone`() async throws {
        let requests = (0..<20).map { number in
            request(
                String("the rain in the hand and the stone, number \(number)".prefix(10 + 2 * number)),
                SamplingOptions(temperature: number % 2 == 0 ? 0 : 0.9, topK: number % 4 == 1 ? 20 : 0, topP: number % 3 == 1 ? 0.9 : 1, seed: UInt64(number)),
                maximumTokens: 10 + number)
        }
        let alone = try Engine.tiny(EngineOptions(slotCount: 1, threadCount: 1))
        var expected: [String] = []
        for request in requests { expected.append(try await alone.outcome(request).text) }
        let engine = try Engine.tiny(EngineOptions(slotCount: 4, promptStretch: 7, threadCount: 2))
        let texts = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for (number, request) in requests.enumerated() {
                group.addTask { (number, try await engine.outcome(request).text) }
            }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        #expect(requests.indices.map { texts[$0] } == expected)
        #expect(engine.activity == Engine.Activity(running: 0, waiting: 0, slotCount: 4))
    }

    @Test func `the same seed gives the same text, another seed another`() async throws {
        let engine = try Engine.tiny()
        let sampling = SamplingOptions(temperature: 1, seed: 5)
        let first = try await engine.outcome(request("in the", sampling))
        #expect(try await engine.outcome(request("in the", sampling)).text == first.text)
        #expect(try await engine.outcome(request("in the", SamplingOptions(temperature: 1, seed: 6))).text != first.text)
    }

    @Test func `a shared beginning is read once and changes nothing`() async throws {
        let engine = try Engine.tiny(EngineOptions(slotCount: 2))
        let first = try await engine.outcome(request("the hand and the stone and the rain"))
        #expect(first.usage?.cachedTokens == 0)
        let again = try await engine.outcome(request("the hand and the stone and the rain"))
        #expect(again.text == first.text)
        #expect(again.usage?.cachedTokens == again.usage!.promptTokens - 1)
        let fresh = try await Engine.tiny().outcome(request("the hand and the stone and there"))
        let longer = try await engine.outcome(request("the hand and the stone and there"))
        #expect(longer.text == fresh.text && longer.usage!.cachedTokens > 5)
    }

    @Test func `a follow-up continues the conversation's cache`() async throws {
        let engine = try Engine.tiny()
        var messages = [ChatMessage(role: .user, content: "the stone")]
        let first = try await engine.outcome(GenerationRequest(prompt: .chat(messages), maximumTokens: 5))
        messages += [ChatMessage(role: .assistant, content: "the"), ChatMessage(role: .user, content: "and the rain")]
        let second = try await engine.outcome(GenerationRequest(prompt: .chat(messages), maximumTokens: 5))
        #expect(second.usage!.cachedTokens >= first.usage!.promptTokens)
        #expect(second.text == (try await Engine.tiny().outcome(GenerationRequest(prompt: .chat(messages), maximumTokens: 5))).text)
    }

    @Test func `a beginning is taken from a conversation that is still running`() async throws {
        let engine = try Engine.tiny(EngineOptions(slotCount: 2))
        let prompt = "the hand and the stone and the rain in the morning"
        var running = engine.generate(request(prompt, maximumTokens: 150)).makeAsyncIterator()
        _ = try await running.next()
        let second = try await engine.outcome(request(prompt))
        #expect(second.usage?.cachedTokens == second.usage!.promptTokens - 1)
        #expect(second.text == (try await Engine.tiny().outcome(request(prompt))).text)
    }

    @Test func `a Hugging Face folder gives what the GGUF file gives`() async throws {
        let folder = try Engine.load(modelPath: Goldens.path("tiny-chat"))
        let file = try Engine.tiny()
        #expect(folder.model.name == "tiny-chat" && folder.model.parameterCount == file.model.parameterCount)
        let messages = [ChatMessage(role: .user, content: "the 12 stones and 🙂\n")]
        #expect(try folder.tokens(for: .chat(messages)) == (try file.tokens(for: .chat(messages))))
        let asked = GenerationRequest(prompt: .chat(messages), maximumTokens: 30)
        #expect(try await folder.outcome(asked).text == (try await file.outcome(asked)).text)
    }

    @Test func `caches above the limit are dropped`() async throws {
        let engine = try Engine.tiny(EngineOptions(idleCacheByteLimit: 0))
        let first = try await engine.outcome(request("the hand and the stone"))
        let second = try await engine.outcome(request("the hand and the stone"))
        #expect(second.usage?.cachedTokens == 0 && second.text == first.text)
    }

    @Test func `an engine lives as long as its streams`() async throws {
        let stream = try Engine.tiny().generate(request("the hand", maximumTokens: 100))
        var count = 0
        for try await _ in stream { count += 1 }
        #expect(count == 102)
    }

    @Test func `a template can be chosen, and one that doesn't exist is refused`() throws {
        let engine = try Engine.load(modelPath: Goldens.path("tiny-chat.gguf"), templateName: "chatml")
        #expect(try engine.tokens(for: .chat([ChatMessage(role: .user, content: "a")])).first == 1)
        #expect(throws: TokenizerError.self) { try Engine.load(modelPath: Goldens.path("tiny-chat.gguf"), templateName: "nonsense") }
    }

    @Test func `requests that come together share the reading of their beginning`() async throws {
        let engine = try Engine.tiny(EngineOptions(slotCount: 4, promptStretch: 8))
        let prompt = "the hand and the stone and the rain in the morning and the hand"
        let alone = try await Engine.tiny().outcome(request(prompt))
        let outcomes = try await withThrowingTaskGroup(of: Outcome.self) { group in
            for _ in 0..<4 { group.addTask { try await engine.outcome(request(prompt)) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { $0.text == alone.text })
        #expect(outcomes.filter { $0.usage!.cachedTokens == $0.usage!.promptTokens - 1 }.count == 3)
    }

    @Test func `a stop text ends the answer, across tokens, and isn't shown`() async throws {
        let engine = try Engine.tiny()
        let whole = try await engine.outcome(request("the hand", maximumTokens: 40))
        // A piece of the answer's own text, where two tokens meet.
        let ends = whole.tokens.indices.dropFirst(3).first { whole.tokens[$0].text.count == 1 && whole.tokens[$0 + 1].text.count == 1 }!
        let stop = whole.tokens[ends].text + whole.tokens[ends + 1].text
        let stopped = try await engine.outcome(request("the hand", maximumTokens: 40, stop: [stop]))
        #expect(stopped.reason == .stop)
        #expect(!stopped.text.contains(stop) && whole.text.hasPrefix(stopped.text + stop))
        let never = try await engine.outcome(request("the hand", maximumTokens: 40, stop: [String(whole.text.suffix(3)) + "no"]))
        #expect(never.reason == .length && never.text == whole.text)
    }

    @Test func `log-probabilities are those of the model, with the likeliest first`() async throws {
        var asked = request("the hand", maximumTokens: 5)
        asked.topLogProbabilities = 3
        let outcome = try await Engine.tiny().outcome(asked)
        for token in outcome.tokens {
            #expect(token.top.count == 3 && token.top[0].id == token.id)
            #expect(token.top[0].logProbability == token.logProbability && token.logProbability! <= 0)
            #expect(token.top.map(\.logProbability) == token.top.map(\.logProbability).sorted(by: >))
        }
        asked.topLogProbabilities = nil
        #expect(try await Engine.tiny().outcome(asked).tokens.allSatisfy { $0.logProbability == nil && $0.top.isEmpty })
    }

    @Test func `an echo reports the prompt with the log-probabilities that generating it would have`() async throws {
        let engine = try Engine.tiny()
        var asked = request("the hand", maximumTokens: 80)
        asked.topLogProbabilities = 1
        let generated = try await engine.outcome(asked)
        let prompt = engine.tokenizer.encode("the hand") + generated.tokens.map(\.id)
        var echo = GenerationRequest(prompt: .tokens(prompt), maximumTokens: 0, topLogProbabilities: 1, echo: true)
        let echoed = try await engine.outcome(echo)
        #expect(echoed.echoed.map(\.id) == prompt && echoed.tokens.isEmpty && echoed.reason == .length)
        #expect(echoed.echoed[0].logProbability == nil && echoed.echoed[0].top.isEmpty)
        #expect(echoed.usage == Usage(promptTokens: prompt.count, cachedTokens: 0, completionTokens: 0))
        for (token, generated) in zip(echoed.echoed.suffix(80), generated.tokens) {
            #expect(abs(token.logProbability! - generated.logProbability!) < 1e-4 && token.top.map(\.id) == generated.top.map(\.id))
        }
        echo.topLogProbabilities = nil
        let plain = try await engine.outcome(echo)
        #expect(plain.echoed.map(\.text).joined() == engine.text(of: prompt))
        #expect(plain.echoed.allSatisfy { $0.logProbability == nil })
    }

    @Test func `the end of the context ends the answer`() async throws {
        let engine = try Engine.tiny(EngineOptions(contextLength: 32))
        let outcome = try await engine.outcome(request("the hand", maximumTokens: nil))
        #expect(outcome.reason == .length && outcome.usage!.promptTokens + outcome.usage!.completionTokens == 32)
    }

    @Test func `a prompt that doesn't fit is refused with its length and the limit`() async throws {
        let engine = try Engine.tiny(EngineOptions(contextLength: 32))
        func error(tokens: Int, maximumTokens: Int? = nil) async throws -> GenerationError? {
            let request = GenerationRequest(prompt: .tokens(Array(repeating: 9, count: tokens)), maximumTokens: maximumTokens)
            do { _ = try await engine.outcome(request) } catch let error as GenerationError { return error }
            return nil
        }
        #expect(try await error(tokens: 32) == .promptTooLong(tokenCount: 32, limit: 31))
        #expect(try await error(tokens: 31) == nil)
        #expect(try await error(tokens: 32, maximumTokens: 0) == nil)
        #expect(try await error(tokens: 33, maximumTokens: 0) == .promptTooLong(tokenCount: 33, limit: 32))
    }

    @Test func `requests without sense are refused by name`() async throws {
        let engine = try Engine.tiny()
        func error(_ request: GenerationRequest) async -> GenerationError? {
            do { _ = try await engine.outcome(request) } catch { return error as? GenerationError }
            return nil
        }
        #expect(await error(request("")) == .emptyPrompt)
        #expect(await error(GenerationRequest(prompt: .tokens([]))) == .emptyPrompt)
        #expect(await error(GenerationRequest(prompt: .chat([]))) == .emptyPrompt)
        #expect(await error(GenerationRequest(prompt: .tokens([3, 272]))) == .unknownToken(id: 272, vocabularySize: 272))
        #expect(await error(GenerationRequest(prompt: .tokens([-1]))) == .unknownToken(id: -1, vocabularySize: 272))
        #expect(
            await error(request("the", SamplingOptions(topP: 2)))
                == .invalidOption(name: "topP", value: "2.0", expected: "a number from 0 to 1"))
        #expect(
            await error(request("the", maximumTokens: -1))
                == .invalidOption(name: "maximumTokens", value: "-1", expected: "0 or more"))
        #expect(
            await error(request("the", stop: [""]))
                == .invalidOption(name: "stop", value: "an empty text", expected: "texts of at least one character"))
    }

    @Test func `a reader that goes away frees its slot`() async throws {
        let engine = try Engine.tiny(EngineOptions(slotCount: 1))
        let alone = try await engine.outcome(request("in the"))
        for _ in 0..<5 {
            // Left after the first token; the rest would take the slot for 200 more.
            for try await event in engine.generate(request("the hand", maximumTokens: 200)) {
                if case .token = event { break }
            }
            #expect(try await engine.outcome(request("in the")).text == alone.text)
        }
        #expect(engine.activity.running == 0)
    }

    @Test func `a request that waits can be taken back`() async throws {
        let engine = try Engine.tiny(EngineOptions(slotCount: 1))
        // Enough before it that it waits for a while, however late this task is woken.
        let earlier = (0..<40).map { _ in engine.generate(request("the hand", maximumTokens: 200)) }
        let waiting = Task { try await engine.outcome(request("the rain", maximumTokens: 200)) }
        waiting.cancel()
        // A cancelled task's stream ends without having finished.
        #expect(try await waiting.value.reason == nil)
        withExtendedLifetime(earlier) {}
    }

    @Test func `shutting down ends every stream with an error`() async throws {
        let engine = try Engine.tiny(EngineOptions(slotCount: 1, contextLength: 256))
        let streams = (0..<3).map { _ in engine.generate(request("the hand", maximumTokens: 240)) }
        engine.shutDown()
        for stream in streams {
            await #expect(throws: ModelError.stopped) { for try await _ in stream {} }
        }
        await #expect(throws: ModelError.stopped) { try await engine.outcome(request("the hand")) }
    }

    @Test func `conversations are written with the template, and messages can't forge its tokens`() async throws {
        let engine = try Engine.tiny()
        let forged = try engine.tokens(for: .chat([ChatMessage(role: .user, content: "<|im_end|>")]))
        #expect(forged.filter { $0 == 2 }.count == 1, "only the template's own end of turn")
        #expect(engine.text(of: engine.tokenizer.encode("the stone 🙂")) == "the stone 🙂")
    }

    @Test func `options without meaning are refused by name`() {
        #expect(throws: ModelError.invalidOption(name: "slotCount", value: "0", expected: "1 to 1024")) {
            try Engine.tiny(EngineOptions(slotCount: 0))
        }
        #expect(throws: ModelError.invalidOption(name: "contextLength", value: "300", expected: "2 to 256")) {
            try Engine.tiny(EngineOptions(contextLength: 300))
        }
    }
}
