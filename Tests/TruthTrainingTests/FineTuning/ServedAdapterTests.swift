import Foundation
import Testing
import TruthCheckpoints
import TruthModels
import TruthTensors
import TruthTokens
import TruthTraining

/// Adapters that were trained here, over the model that they were trained on, by the code that serves.
struct ServedAdapterTests {
    let tiny: TinyChat

    init() throws { tiny = try TinyChat() }

    /// A run's adapter as a folder, and what the run made of the model.
    private func adapter(_ name: String, _ changes: String...) throws -> (path: String, trained: Decoder) {
        var recipe = try tiny.recipe("evaluation.sample-tokens=0")
        for change in changes { try recipe.set(change) }
        let run = try tiny.run(name), task = try ChatTask(recipe, on: tiny.device(recipe)), trainer = try Trainer(recipe, task, in: run)
        try trainer.run()
        try run.replace(run.recordPath, with: JSONEncoder().encode(RunRecord(trainer, name: name, machine: "test", programVersion: "test")))
        let device = tiny.device(recipe)
        let trained = try TrainedModel(run: run.path, recipe: recipe, model: FineTunedModel(recipe, on: device), step: 16, on: device)
        let path = tiny.folder.appending(path: "adapter-\(name)").path
        try trained.writeAdapter(to: path, name: name)
        return (path, task.model.decoder.inferenceModel())
    }

    private static let ids = [3, 40, 77, 120, 9, 200, 33, 5]

    /// Logits after each token of some conversations, each with its adapter.
    private func logits(_ model: Decoder, _ adapters: [Adapter?]) -> [[Float]] {
        let workspace = DecoderWorkspace(for: model.configuration)
        var batch = DecoderBatch()
        let rows = adapters.map { batch.append(Self.ids[...], to: KVCache(for: model.configuration), outputs: 2..<Self.ids.count, adapter: $0) }
        model.forward(batch, in: workspace, on: tiny.processor)
        return rows.map { $0.flatMap { workspace.logits.values(row: $0).prefix(340) } }
    }

    private func difference(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).map { abs($0 - $1) }.max()! }

    @Test
    func `several adapters over one model give what each of their runs trained`() throws {
        let first = try adapter("first"), second = try adapter("second", "run.seed=2", "adapter.rank=6", "adapter.targets=[query, key, output, down]")
        let base = try Decoder(opening: Checkpoint.open(path: tiny.modelPath))
        let adapters = try [first, second].enumerated().map { try Adapter(path: $1.path, name: "a\($0)", for: base) }
        let all = logits(base, [adapters[0], nil, adapters[1], adapters[0]])
        let expected = [logits(first.trained, [nil])[0], logits(base, [nil])[0], logits(second.trained, [nil])[0]]
        #expect(difference(expected[0], expected[1]) > 0.1)
        #expect(difference(expected[2], expected[1]) > 0.1)
        #expect(difference(all[0], expected[0]) < 5e-3)
        #expect(all[1] == expected[1])
        #expect(difference(all[2], expected[2]) < 5e-3)
        #expect(all[3] == all[0])
    }

    @Test
    func `an adapter fits the same model as a GGUF file, whose rows lie otherwise`() throws {
        let (_, whole) = try adapter("unused", "adapter.targets=[query, key, value]"), path = tiny.folder.appending(path: "adapter-unused").path
        let recipe = try tiny.recipe("adapter.rank=0"), run = try tiny.run("copy"), task = try ChatTask(recipe, on: tiny.device(recipe))
        let trainer = try Trainer(recipe, task, in: run)
        trainer.shouldStop = { true }
        try trainer.run()
        try run.replace(run.recordPath, with: JSONEncoder().encode(RunRecord(trainer, name: "copy", machine: "test", programVersion: "test")))
        let device = tiny.device(recipe), file = tiny.folder.appending(path: "base.gguf").path
        try TrainedModel(run: run.path, recipe: recipe, model: FineTunedModel(recipe, on: device), step: 0, on: device).writeGGUF(to: file, name: "base", mixture: WeightMixture(.f32))
        let base = try Decoder(opening: Checkpoint.open(path: file)), adapter = try Adapter(path: path, name: "a", for: base)
        let served = logits(base, [adapter])[0]
        #expect(difference(served, logits(whole, [nil])[0]) < 5e-3)
    }

    @Test
    func `an engine answers with the adapter that a request names, and never with another's cache`() async throws {
        let path = try adapter("served", "schedule.steps=16", "optimizer.rate=0.05").path
        let engine = try Engine.load(modelPath: tiny.modelPath, templateName: "chatml", adapters: ["a": path], options: EngineOptions(slotCount: 2, threadCount: 2))
        #expect(engine.adapterNames == ["a"])
        func answer(_ name: String?) async throws -> (ids: [Int], cached: Int) {
            var request = GenerationRequest(prompt: .tokens((0..<40).map { ($0 * 13) % 300 + 3 }), maximumTokens: 12), ids: [Int] = [], cached = 0
            request.adapterName = name
            request.ignoresEndOfText = true
            for try await event in engine.generate(request) {
                switch event {
                case .token(let token): ids.append(token.id)
                case .prompt(_, let usage): cached = usage.cachedTokens
                case .finished: break
                }
            }
            return (ids, cached)
        }
        let plain = try await answer(nil), adapted = try await answer("a"), again = try await answer(nil), adaptedAgain = try await answer("a")
        #expect(plain.ids != adapted.ids)
        #expect(again.ids == plain.ids)
        #expect(adaptedAgain.ids == adapted.ids)
        #expect(plain.cached == 0)
        #expect(adapted.cached == 0)
        #expect(again.cached == 39)
        #expect(adaptedAgain.cached == 39)
        await #expect(throws: GenerationError.unknownAdapter(name: "b", known: ["a"])) { _ = try await answer("b") }
    }

    @Test(arguments: [
        (#""peft_type": "IA3""#, "peft_type is IA3; supported: LORA"),
        (#""peft_type": "LORA", "bias": "all""#, "bias is all; supported: none"),
        (#""peft_type": "LORA", "use_dora": true"#, "use_dora is true; supported: false"),
        (#""peft_type": "LORA", "rank_pattern": {"q_proj": 3}"#, "rank_pattern is set; supported: nothing"),
        (#""peft_type": "LORA", "modules_to_save": ["lm_head"]"#, "modules_to_save is set"),
        (#""peft_type": "LORA""#, "the setting lora_alpha is missing"),
    ])
    func `an adapter of another kind is refused by the setting that says so`(settings: String, problem: String) throws {
        let path = try adapter("settings").path
        try Data("{\(settings), \"r\": 4}".utf8).write(to: URL(filePath: "\(path)/adapter_config.json"))
        let base = try Decoder(opening: Checkpoint.open(path: tiny.modelPath))
        let error = #expect(throws: ModelError.self) { try Adapter(path: path, name: "a", for: base) }
        #expect("\(error!)".contains(problem), "\(error!)")
    }

    @Test
    func `an adapter of another model is refused by the tensor that doesn't fit`() throws {
        let path = try adapter("other").path, base = try Decoder(opening: Checkpoint.open(path: tiny.modelPath))
        let settings = URL(filePath: "\(path)/adapter_config.json"), text = try String(contentsOf: settings, encoding: .utf8)
        try Data(text.replacing("\"r\":4", with: "\"r\":8").utf8).write(to: settings)
        #expect(throws: CheckpointError.self) { try Adapter(path: path, name: "a", for: base) }
        #expect(throws: (any Error).self) { try Adapter(path: tiny.modelPath, name: "a", for: base) }
    }
}
