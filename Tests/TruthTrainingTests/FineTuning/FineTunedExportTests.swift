import Foundation
import Testing
import TruthCheckpoints
import TruthModels
import TruthTensors
import TruthTokens
import TruthTraining

struct FineTunedExportTests {
    let tiny: TinyChat

    init() throws { tiny = try TinyChat() }

    /// A finished run's model, read from its checkpoint.
    private func train(_ name: String, _ changes: String...) throws -> (task: ChatTask, trained: TrainedModel<FineTunedModel>) {
        var recipe = try tiny.recipe("evaluation.sample-tokens=0")
        for change in changes { try recipe.set(change) }
        let run = try tiny.run(name), task = try ChatTask(recipe, on: tiny.device(recipe)), trainer = try Trainer(recipe, task, in: run)
        try trainer.run()
        try run.replace(run.recordPath, with: JSONEncoder().encode(RunRecord(trainer, name: name, machine: "test", programVersion: "test")))
        let device = tiny.device(recipe)
        return (task, try TrainedModel(run: run.path, recipe: recipe, model: FineTunedModel(recipe, on: device), step: 16, on: device))
    }

    private static let ids = [3, 40, 77, 120, 9, 200, 33, 5]

    /// Logits after each of `ids`, by the code that serves.
    private func servedLogits(_ path: String) throws -> [Float] {
        let model = try Decoder(opening: Checkpoint.open(path: path))
        return logits(model)
    }

    private func logits(_ model: Decoder) -> [Float] {
        let cache = KVCache(for: model.configuration), workspace = DecoderWorkspace(for: model.configuration)
        var batch = DecoderBatch()
        batch.append(Self.ids[...], to: cache, outputs: 0..<Self.ids.count)
        model.forward(batch, in: workspace, on: tiny.processor)
        // A decoder that trains has rows that pad.
        return (0..<Self.ids.count).flatMap { workspace.logits.values(row: $0).prefix(340) }
    }

    private func difference(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).map { abs($0 - $1) }.max()! }

    @Test(arguments: ["adapter.rank=4", "adapter.rank=0"])
    func `a fine-tuned folder is exported as a folder and as GGUF, and serves what was trained`(rank: String) throws {
        let (task, trained) = try train("folder", rank), expected = logits(task.model.decoder.inferenceModel())
        let base = try servedLogits(tiny.modelPath)
        #expect(difference(base, expected) > 0.1)
        let folder = tiny.folder.appending(path: "out").path, file = tiny.folder.appending(path: "out.gguf").path
        try trained.writeFolder(to: folder, name: "out", type: .f32)
        try trained.writeGGUF(to: file, name: "out", mixture: WeightMixture(.f32))
        #expect(difference(try servedLogits(folder), expected) < 2e-3)
        #expect(difference(try servedLogits(file), expected) < 2e-3)
        #expect(try Data(contentsOf: URL(filePath: "\(folder)/tokenizer.json")) == Data(contentsOf: URL(filePath: "\(tiny.modelPath)/tokenizer.json")))
    }

    @Test
    func `a fine-tuned GGUF file is exported as GGUF and as a folder with the same tokenizer`() throws {
        let (_, first) = try train("first"), start = tiny.folder.appending(path: "start.gguf").path
        try first.writeGGUF(to: start, name: "start", mixture: WeightMixture(.f32))
        let (task, trained) = try train("second", "model.start=\(start)"), expected = logits(task.model.decoder.inferenceModel())
        let folder = tiny.folder.appending(path: "out").path, file = tiny.folder.appending(path: "out.gguf").path
        try trained.writeFolder(to: folder, name: "out", type: .f32)
        try trained.writeGGUF(to: file, name: "out", mixture: WeightMixture(.f32))
        #expect(difference(try servedLogits(folder), expected) < 2e-3)
        #expect(difference(try servedLogits(file), expected) < 2e-3)
        let tokenizers = try [start, file, folder].map { try Tokenizer(of: Checkpoint.open(path: $0)) }
        let text = "What colour is fox 12?\n It's – <|im_end|> there…"
        for tokenizer in tokenizers {
            #expect(tokenizer.encode(text) == tokenizers[0].encode(text))
            #expect(tokenizer.encode(text, parsingSpecial: true) == tokenizers[0].encode(text, parsingSpecial: true))
            #expect(tokenizer.specialTokens.end == tokenizers[0].specialTokens.end || tokenizer.endTokens == tokenizers[0].endTokens)
        }
    }

    @Test
    func `adapters are written as PEFT reads them`() throws {
        let (task, trained) = try train("adapter", "adapter.targets=[query, up]"), path = tiny.folder.appending(path: "adapter").path
        try trained.writeAdapter(to: path, name: "adapter")
        let settings = try JSONValue.parse(Array(Data(contentsOf: URL(filePath: "\(path)/adapter_config.json"))), file: "x")
        #expect(settings["peft_type"]?.string == "LORA")
        #expect(settings["r"]?.integer == 4)
        #expect(settings["target_modules"]?.array?.compactMap(\.string) == ["q_proj", "up_proj"])
        let file = try Checkpoint.open(path: "\(path)/adapter_model.safetensors")
        #expect(file.tensors.count == task.parameters.count)
        for parameter in task.parameters {
            let matrix = try file.matrix(named: "base_model.model." + parameter.name, rows: parameter.value.rows, columns: parameter.value.columns)
            #expect((0..<matrix.rows).flatMap { matrix.values(row: $0) } == parameter.value.values)
        }
    }

    @Test
    func `a run without adapters has none to write`() throws {
        let (_, trained) = try train("whole", "adapter.rank=0")
        #expect(throws: RunError.self) { try trained.writeAdapter(to: tiny.folder.appending(path: "x").path, name: "x") }
        #expect(!FileManager.default.fileExists(atPath: tiny.folder.appending(path: "x").path))
    }
}
