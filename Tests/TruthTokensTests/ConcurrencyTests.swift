import Testing
import TruthTokens

struct ConcurrencyTests {
    @Test(arguments: Goldens.vocabularies)
    func `many threads at once get the ids that one gets`(vocabulary: String) async throws {
        let tokenizer = try #require(try Goldens.tokenizer(vocabulary))
        let texts = (1...32).map { TextGenerator.bytes("latin", seed: UInt64($0), count: 4_000) }
        let alone = texts.map { tokenizer.encode(bytes: $0) }
        await withTaskGroup(of: (Int, [Int]).self) { group in
            for _ in 0..<4 {
                for (index, text) in texts.enumerated() {
                    group.addTask { (index, tokenizer.encode(bytes: text)) }
                }
            }
            for await (index, ids) in group { #expect(ids == alone[index]) }
        }
    }

    @Test func `a word of a hundred thousand letters doesn't take quadratic time`() throws {
        let tokenizer = try #require(try Goldens.tokenizer("gpt2"))
        let text = String(repeating: "the", count: 100_000 / 3)
        let clock = ContinuousClock()
        var ids: [Int] = []
        let time = clock.measure { ids = tokenizer.encode(text) }
        #expect(tokenizer.decode(ids) == text)
        // Far above what it takes, and far below what 33,333² steps would: the machine may be busy.
        #expect(time < .seconds(10))
    }
}
