import Testing
import TruthTokens

struct BatchEncodingTests {
    @Test(arguments: Goldens.vocabularies, [1, 2, 5])
    func `a batch gives the ids that its texts give one by one`(vocabulary: String, threads: Int) throws {
        let tokenizer = try #require(try Goldens.tokenizer(vocabulary))
        let kinds = ["latin", "code", "emoji", "chinese", "any", "spaces", "numbers"]
        var texts = (0..<301).map { index in
            String(decoding: TextGenerator.bytes(kinds[index % kinds.count], seed: UInt64(index + 1), count: index), as: UTF8.self)
        }
        texts += [String(repeating: "word ", count: 5_000), "", String(repeating: "x", count: 300)]
        let batch = tokenizer.encode(batch: texts, threadCount: threads)
        #expect(batch == texts.map { tokenizer.encode($0) })
        #expect(tokenizer.encode(batch: texts, threadCount: threads, addingSpecial: true) == texts.map { tokenizer.encode($0, addingSpecial: true) })
        #expect(tokenizer.encode(batch: [], threadCount: threads) == [])
    }
}
