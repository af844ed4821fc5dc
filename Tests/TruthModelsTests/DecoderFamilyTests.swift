import Testing
import TruthModels
import TruthTensors

@Suite struct DecoderFamilyTests {
    private struct Golden: Decodable {
        let ids: [Int]
        let positions: [Int]
        let logits: [[Float]]
        let prompt: Int
        let greedy: [Int]
        let short: [Float]?
    }

    /// The bound that the project promises for models in F32; with keys and values in F32 what is reached is far below.
    private static let logitTolerance: Float = 1e-3

    private static let folders = [
        "llama3", "llama-linear", "mistral", "qwen2", "qwen2-windows", "qwen3", "qwen3moe", "qwen3moe-plain", "gemma2", "gemma3", "gemma3-wide",
        "phi3", "phi3-window", "smollm3", "olmo2",
    ]
    private static let files = ["qwen2", "qwen3", "qwen3moe", "gemma2", "gemma3", "phi3", "smollm3", "olmo2"].map { "\($0)/model.gguf" }

    @Test(arguments: folders + files, processors.indices)
    func `logits and 200 greedy tokens are those of transformers`(file: String, processor: Int) throws {
        let golden = try Goldens.decode(Golden.self, "families/\(file.split(separator: "/")[0])/golden.json")
        let reader = Reader(try Decoder.golden("families/" + file), on: processors[processor], precision: .f32)
        let logits = reader.logits(of: golden.ids)
        let differences = zip(golden.positions, golden.logits).flatMap { position, expected in
            zip(logits[position], expected).map { abs($0 - $1) }
        }
        #expect(differences.count == golden.positions.count * 40)
        print("\(file), \(processors[processor].instructionSet.rawValue): largest difference of logits \(differences.max()!)")
        #expect(differences.max()! <= Self.logitTolerance)
        #expect(reader.greedy(after: Array(golden.ids[..<golden.prompt]), count: 200) == golden.greedy)
    }

    @Test(arguments: ["phi3", "phi3/model.gguf"])
    func `LongRoPE turns by its short factors when the context in use is the original one`(file: String) throws {
        let golden = try Goldens.decode(Golden.self, "families/phi3/golden.json")
        let reader = Reader(try Decoder.golden("families/" + file, contextInUse: 64), precision: .f32)
        let last = reader.logits(of: Array(golden.ids[..<60])).last!
        #expect(zip(last, try #require(golden.short)).allSatisfy { abs($0 - $1) <= Self.logitTolerance })
    }

    @Test(arguments: folders)
    func `a text read in stretches, one token at a time or with others gives the same logits`(folder: String) throws {
        let ids = Array(try Goldens.decode(Golden.self, "families/\(folder)/golden.json").ids[..<150])
        let reader = Reader(try Decoder.golden("families/" + folder))
        let whole = reader.logits(of: ids)
        let cache = KVCache(for: reader.model.configuration)
        var stretches: [[Float]] = []
        for range in [0..<1, 1..<4, 4..<70, 70..<148, 148..<149, 149..<150] { stretches += reader.logits(of: Array(ids[range]), after: cache) }
        #expect(stretches == whole)
        var batch = DecoderBatch()
        let configuration = reader.model.configuration
        batch.append(ids[50..<60], to: KVCache(for: configuration), outputs: 0..<0)
        let rows = batch.append(ids[...], to: KVCache(for: configuration), outputs: 0..<ids.count)
        batch.append(ids[3..<4], to: KVCache(for: configuration), outputs: 0..<1)
        reader.model.forward(batch, in: reader.workspace, on: reader.processor)
        #expect(rows.map { reader.workspace.logits.values(row: $0) } == whole)
    }
}
