import Foundation
import Testing
import TruthTokens

/// More than a megabyte of mixed text against HF tokenizers.
struct TextGoldens {
    // Set TRUTHGPT_TEST_DATA to the folder of data sets; TRUTHGPT_TEST_MODEL and TRUTHGPT_TEST_EMBEDDER for all four vocabularies.
    @Test(.enabled(if: Goldens.data != nil, "set TRUTHGPT_TEST_DATA to the folder of data sets"), arguments: Goldens.vocabularies)
    func `ids of more than a megabyte are those of HF tokenizers`(vocabulary: String) throws {
        let tokenizer = try #require(try Goldens.tokenizer(vocabulary))
        let plan = try #require(TextPlan(try Goldens.json("text.json")))
        let hashes = try #require(plan.hashes[vocabulary])
        let data = try #require(Goldens.data)
        try #require(hashes.count == plan.chunks.count)
        let chunks = try plan.chunks.map { try $0.bytes(data: data) }
        let clock = ContinuousClock()
        let start = clock.now
        let ids = chunks.map { tokenizer.encode(bytes: $0) }
        let seconds = (clock.now - start) / .seconds(1)
        for (index, chunk) in plan.chunks.enumerated() {
            #expect(TextPlan.hash(ids[index]) == hashes[index], "chunk \(index), \(chunk.source)")
        }
        let byteCount = chunks.reduce(0) { $0 + $1.count }
        #expect(byteCount > 1_000_000)
        let speed = Double(byteCount) / seconds / 1e6
        print("\(vocabulary): \(byteCount) bytes, \(ids.reduce(0) { $0 + $1.count }) ids compared; \((speed * 10).rounded() / 10) MB/s")
    }
}
