import Testing
import TruthCheckpoints

@Suite struct RealModelTests {
    // Set TRUTHGPT_TEST_MODEL to the default model's GGUF file.
    @Test(.enabled(if: realPath("TRUTHGPT_TEST_MODEL") != nil, "TRUTHGPT_TEST_MODEL is not set"))
    func `the default model opens with its vocabulary`() throws {
        let path = try #require(realPath("TRUTHGPT_TEST_MODEL"))
        var best = Duration.seconds(1)
        for _ in 0..<10 {
            best = min(best, try ContinuousClock().measure { _ = try Checkpoint.open(path: path) })
        }
        print("opening the default model: \(best)")
        let checkpoint = try Checkpoint.open(path: path)
        #expect(try checkpoint.metadata.string("general.architecture") == "llama")
        #expect(try checkpoint.metadata.strings("tokenizer.ggml.tokens").count == 49_152)
        #expect(try checkpoint.metadata.strings("tokenizer.ggml.merges").count == 48_900)
        #expect(checkpoint.metadata.count == 33)
        #expect(checkpoint.commonType?.name == "Q4_1")
        #expect(try checkpoint.matrix(named: "blk.0.attn_q.weight", rows: 576, columns: 576).values(row: 575).allSatisfy(\.isFinite))
        #expect(try checkpoint.vector(named: "blk.0.attn_norm.weight", count: 576).allSatisfy(\.isFinite))
        // Opening is specified at 50 ms; a loaded machine that runs the tests may take a few times as long.
        #expect(best < .milliseconds(200))
    }

    // Set TRUTHGPT_TEST_EMBEDDER to the folder of all-MiniLM-L6-v2.
    @Test(.enabled(if: realPath("TRUTHGPT_TEST_EMBEDDER") != nil, "TRUTHGPT_TEST_EMBEDDER is not set"))
    func `the embedder's folder opens`() throws {
        let checkpoint = try Checkpoint.open(path: try #require(realPath("TRUTHGPT_TEST_EMBEDDER")))
        #expect(checkpoint.configuration?["model_type"]?.string == "bert")
        #expect(try checkpoint.matrix(named: "embeddings.word_embeddings.weight", rows: 30_522, columns: 384).rows == 30_522)
        #expect(checkpoint.entry(named: "embeddings.position_ids")?.type.element == nil)
    }
}
