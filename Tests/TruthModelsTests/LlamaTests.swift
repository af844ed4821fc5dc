import Testing
import TruthModels
import TruthTensors

@Suite struct LlamaTests {
    private struct Golden: Decodable {
        let ids: [Int]
        let logits: [[Float]]
        let greedy: [Int]
    }

    /// The bound that the project promises for models in F32; what is reached is far below.
    private static let logitTolerance: Float = 1e-3

    @Test(
        arguments: ["tied", "untied", "multihead"].flatMap { ["llama-\($0)", "llama-\($0)/\($0).gguf"] },
        processors.indices)
    func `logits and greedy tokens are those of transformers`(file: String, processor: Int) throws {
        let golden = try Goldens.decode(Golden.self, file.split(separator: "/")[0] + "/golden.json")
        let reader = Reader(try Decoder.golden(file), on: processors[processor])
        let logits = reader.logits(of: golden.ids)
        let differences = zip(logits.joined(), golden.logits.joined()).map { abs($0 - $1) }
        #expect(differences.count == golden.ids.count * 101)
        print("\(file), \(processors[processor].instructionSet.rawValue): largest difference of logits \(differences.max()!)")
        #expect(differences.max()! <= Self.logitTolerance)
        #expect(reader.greedy(after: Array(golden.ids[..<8]), count: 50) == golden.greedy)
    }

    @Test(arguments: [1, 3, 17, 39])
    func `reading a text in two stretches gives the same logits`(cut: Int) throws {
        let golden = try Goldens.decode(Golden.self, "llama-untied/golden.json")
        let reader = Reader(try Decoder.golden("llama-untied"))
        let whole = reader.logits(of: golden.ids)
        let cache = KVCache(for: reader.model.configuration)
        let stretches =
            reader.logits(of: Array(golden.ids[..<cut]), after: cache) + reader.logits(of: Array(golden.ids[cut...]), after: cache)
        #expect(largestDifference(whole, stretches) <= Self.logitTolerance)
        #expect(cache.tokens == golden.ids)
    }

    @Test func `conversations in one pass don't disturb each other`() throws {
        let ids = try Goldens.decode(Golden.self, "llama-tied/golden.json").ids
        let reader = Reader(try Decoder.golden("llama-tied"))
        let texts = [Array(ids[..<5]), Array(ids[5..<6]), Array(ids[6..<31]), Array(ids[31...])]
        var batch = DecoderBatch()
        let rows = texts.map {
            batch.append($0[...], to: KVCache(for: reader.model.configuration), outputs: $0.count - 1..<$0.count).lowerBound
        }
        reader.model.forward(batch, in: reader.workspace, on: reader.processor)
        let together = rows.map { reader.workspace.logits.values(row: $0) }
        #expect(together == texts.map { reader.logits(of: $0).last! })
    }

    @Test func `a cache cut short or copied goes on from there`() throws {
        let ids = try Goldens.decode(Golden.self, "llama-untied/golden.json").ids
        let reader = Reader(try Decoder.golden("llama-untied"))
        let cache = KVCache(for: reader.model.configuration)
        let whole = reader.logits(of: ids, after: cache)
        #expect(cache.sharedPrefix(with: Array(ids[..<20]) + [(ids[20] + 1) % 101]) == 20)
        let copy = KVCache(for: reader.model.configuration)
        copy.copyPrefix(of: cache, count: 20)
        cache.truncate(to: 30)
        #expect(largestDifference(reader.logits(of: Array(ids[30...]), after: cache), Array(whole[30...])) <= Self.logitTolerance)
        #expect(largestDifference(reader.logits(of: Array(ids[20...]), after: copy), Array(whole[20...])) <= Self.logitTolerance)
    }

    private func largestDifference(_ left: [[Float]], _ right: [[Float]]) -> Float {
        zip(left.joined(), right.joined()).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
}
