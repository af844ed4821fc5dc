import Foundation
import Testing
import TruthCheckpoints
import TruthGrammar
import TruthModels
import TruthTokens

/// The tiny model writes nonsense, so that every byte of sense comes from the grammar.
@Suite struct ConstrainedTests {
    private static let schema = """
        {"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer","minimum":0,"maximum":120},
        "tags":{"type":"array","items":{"type":"string"}}},"required":["name","age"]}
        """

    private func request(_ source: Grammar.Source, _ sampling: SamplingOptions = SamplingOptions(), maximumTokens: Int? = 80) throws -> GenerationRequest {
        var request = GenerationRequest(prompt: .text("the rain"), sampling: sampling, maximumTokens: maximumTokens)
        request.grammar = try Grammar(source)
        return request
    }

    @Test(arguments: [
        SamplingOptions(), SamplingOptions(temperature: 1, seed: 1), SamplingOptions(temperature: 2, topK: 3, seed: 2), SamplingOptions(temperature: 1, topP: 0.5, seed: 3),
        SamplingOptions(temperature: 1.5, minP: 0.3, seed: 4), SamplingOptions(repetitionPenalty: 1.4), SamplingOptions(temperature: 1, topK: 1, repetitionPenalty: 2, seed: 5),
    ])
    func `every way of drawing gives an object that fits, whatever room there is`(sampling: SamplingOptions) async throws {
        let engine = try Engine.tiny()
        var request = try request(.jsonSchema(Self.schema), sampling)
        for room in [30, 31, 35, 50, 80, 150] {
            request.maximumTokens = room
            let outcome = try await engine.outcome(request)
            let value = try JSONValue.parse(Array(outcome.text.utf8), file: "answer")
            #expect(value["name"]?.string != nil && (0...120).contains(value["age"]?.integer ?? -1), "\(outcome.text)")
            #expect(outcome.reason == .stop && outcome.tokens.count <= room)
        }
    }

    @Test func `an answer under a grammar is the same alone and among others`() async throws {
        let engine = try Engine.tiny(EngineOptions(slotCount: 3, threadCount: 2))
        let requests = try (0..<9).map { number in
            try request(number % 3 == 0 ? .jsonObject : .jsonSchema(Self.schema), SamplingOptions(temperature: 1, seed: UInt64(number)), maximumTokens: 40 + number)
        }
        var alone: [String] = []
        for request in requests { alone.append(try await Engine.tiny().outcome(request).text) }
        let together = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for (number, request) in requests.enumerated() { group.addTask { (number, try await engine.outcome(request).text) } }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        #expect(requests.indices.map { together[$0] } == alone)
        for text in alone { #expect(text.hasPrefix("{") && text.hasSuffix("}")) }
    }

    @Test func `the shortest text that fits must have room`() async throws {
        let engine = try Engine.tiny()
        let few = try request(.regularExpression("[0-9]{40}"), maximumTokens: 3)
        await #expect(throws: GenerationError.self) { try await engine.outcome(few) }
        let endless = try request(.regularExpression("[a-z ]*"), maximumTokens: 12)
        let outcome = try await engine.outcome(endless)
        #expect(outcome.tokens.count == 12 ? outcome.reason == .length : outcome.reason == .stop)
    }

    @Test func `stop texts and a grammar exclude each other`() async throws {
        var request = try request(.jsonObject)
        request.stop = ["}"]
        let refused = request
        await #expect(throws: GenerationError.self) { try await Engine.tiny().outcome(refused) }
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["TRUTHGPT_TEST_MODEL"] != nil))
    func `the default model's vocabulary writes every schema`() async throws {
        let engine = try Engine.load(modelPath: ProcessInfo.processInfo.environment["TRUTHGPT_TEST_MODEL"]!)
        var request = try request(.jsonSchema(Self.schema), SamplingOptions(temperature: 0.8, seed: 1))
        request.prompt = .chat([ChatMessage(role: .user, content: "Describe Ada Lovelace as JSON.")])
        for seed in 0..<4 as Range<UInt64> {
            request.sampling.seed = seed
            let text = try await engine.outcome(request).text
            #expect(try JSONValue.parse(Array(text.utf8), file: "answer")["age"]?.integer != nil, "\(text)")
        }
    }
}
