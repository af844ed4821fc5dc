import Foundation
import Testing
import TruthCheckpoints
import TruthModels
import TruthTensors

/// The engine with a model that has windows, two rotations, norms on both sides and scaled embeddings.
@Suite struct FamilyEngineTests {
    private static let path = Goldens.path("tiny-gemma")

    private func engine(_ options: EngineOptions = EngineOptions()) throws -> Engine { try Engine.load(modelPath: Self.path, options: options) }

    private func request(_ prompt: String, maximumTokens: Int = 30) -> GenerationRequest {
        GenerationRequest(prompt: .text(prompt), maximumTokens: maximumTokens)
    }

    @Test func `a model names its family, and what a conversation takes`() throws {
        let engine = try engine(EngineOptions(contextLength: 100))
        #expect(engine.model.architecture == "gemma3_text" && engine.model.contextLength == 100)
        // 3 blocks of 2 chunks of 64 positions of one head: 12 numbers per key, 16 per value, 2 bytes each.
        #expect(engine.conversationByteCount == 3 * 2 * 64 * (12 + 16) * 2)
    }

    @Test func `several requests give the texts that each gives alone`() async throws {
        let requests = (0..<12).map { request(String("the rain in the hand and the stone, number \($0)".prefix(10 + 3 * $0)), maximumTokens: 20 + $0) }
        var expected: [String] = []
        for request in requests { expected.append(try await engine(EngineOptions(slotCount: 1, threadCount: 1)).outcome(request).text) }
        let shared = try engine(EngineOptions(slotCount: 4, promptStretch: 5, threadCount: 2))
        let texts = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for (number, request) in requests.enumerated() {
                group.addTask { (number, try await shared.outcome(request).text) }
            }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        #expect(requests.indices.map { texts[$0] } == expected)
    }

    @Test func `a shared beginning longer than the window is read once and changes nothing`() async throws {
        let engine = try engine(EngineOptions(slotCount: 2)), beginning = "the hand and the stone and the rain in the morning and "
        _ = try await engine.outcome(request(beginning + "the hand"))
        let longer = try await engine.outcome(request(beginning + "another stone"))
        let fresh = try await self.engine().outcome(request(beginning + "another stone"))
        #expect(longer.text == fresh.text && longer.usage!.cachedTokens > 20 && fresh.usage!.cachedTokens == 0)
    }

    @Test func `keys and values in 8-bit codes take half the memory, and an answer stays the same alone and in company`() async throws {
        let options = EngineOptions(slotCount: 2, contextLength: 128, promptStretch: 7, cachePrecision: .int8), engine = try engine(options)
        #expect(engine.conversationByteCount == 3 * 2 * 64 * (12 + 16 + 8))
        let requests = ["the hand and the stone and the rain", "another one, over and over again"].map { request($0) }
        async let first = engine.outcome(requests[0]), second = engine.outcome(requests[1])
        #expect(try await [first.text, second.text] == [try self.engine(options).outcome(requests[0]).text, try self.engine(options).outcome(requests[1]).text])
    }

    @Test func `perplexity is measured as with any model`() throws {
        let text = String(repeating: "the hand and the stone and the rain in the morning. ", count: 12)
        let whole = try engine().perplexity(of: text, windowLength: 64)
        #expect(whole.value.isFinite && whole.value > 1 && whole.windowCount > 1)
        #expect(try engine(EngineOptions(threadCount: 1)).perplexity(of: text, windowLength: 64) == whole)
    }
}
