import Foundation
import Testing
import TruthCheckpoints
import TruthCorpus
import TruthModels
import TruthTensors
import TruthTokens
import TruthTraining

/// A trained model, written and read again by the code that serves models, computes what it computed in training.
final class ExportTests {
    let folder: URL
    let shards: ShardSet
    let processor = Processor(instructionSet: .best, threadCount: 2)

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "truthgpt-export-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        shards = try RunTests.shards(in: folder)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func recipe(_ changes: [String]) throws -> TrainingRecipe {
        var recipe = try TrainingRecipe(
            yaml: """
                run: {precision: f32}
                data: {sequence-length: 24}
                model: {layers: 2, width: 64, heads: 2, key-value-heads: 1, head-width: 32, hidden-width: 96}
                batch: {sequences: 4}
                schedule: {steps: 3, warmup: 0}
                optimizer: {rate: 0.01}
                evaluation: {every: 0, tokens: 24, sample-tokens: 0}
                checkpoints: {every: 0}
                """)
        for change in changes { try recipe.set(change) }
        return recipe
    }

    /// A run's folder, and its model.
    private func train(_ changes: [String]) throws -> (run: String, model: TrainedModel<PretrainedModel>, trainer: Trainer) {
        let run = folder.appending(path: "run-\(UUID().uuidString)").path
        let runFolder = try RunFolder(path: run), recipe = try recipe(changes)
        let trainer = try Trainer(recipe, shards: shards, in: runFolder, on: processor)
        try trainer.run()
        let record = RunRecord(trainer, name: "test", machine: "test", programVersion: "test")
        try runFolder.replace(runFolder.recordPath, with: JSONEncoder().encode(record))
        return (run, try trained(run, recipe), trainer)
    }

    private func trained(_ run: String, _ recipe: TrainingRecipe) throws -> TrainedModel<PretrainedModel> {
        let device = TrainingDevice(processor, precision: .f32)
        return try TrainedModel(run: run, recipe: recipe, model: PretrainedModel(recipe, shards: shards, in: device.arena), step: nil, on: device)
    }

    /// Nats per token of the first validation sequence, by the code that serves.
    private func servedLoss(_ path: String) throws -> Double {
        let checkpoint = try Checkpoint.open(path: path), model = try Decoder(opening: checkpoint)
        let tokens = shards.tokens(of: .validation)[0..<25].map { Int($0) }
        let cache = KVCache(for: model.configuration), workspace = DecoderWorkspace(for: model.configuration)
        var batch = DecoderBatch(), losses: [Double] = []
        batch.append(tokens[0..<24], to: cache, outputs: 0..<24)
        model.forward(batch, in: workspace, on: processor)
        for row in 0..<24 {
            let logits = workspace.logits.values(row: row).map(Double.init), top = logits.max()!
            losses.append(log(logits.reduce(0) { $0 + exp($1 - top) }) + top - logits[tokens[row + 1]])
        }
        return losses.reduce(0, +) / 24
    }

    /// The same by the code that trains; rows that pad the vocabulary are among its logits.
    private func trainedLoss(_ decoder: TrainableDecoder) -> Double {
        let arena = TensorArena()
        let tape = Tape(processor: processor, arena: arena, precision: .f32, isRecording: false)
        return decoder.loss(TokenBatch([shards.tokens(of: .validation)[0..<25]]), gradientScale: 1, on: tape).mean
    }

    static let plain: [[String]] = [
        ["model.tied=true"], ["model.tied=false"],
        ["parametrization.kind=mup", "parametrization.base-width=16", "parametrization.base-layers=1", "parametrization.embedding-scale=3", "parametrization.output-scale=2"],
        ["parametrization.kind=mup", "parametrization.base-width=16", "model.tied=false", "parametrization.zero-head=true"],
    ]

    @Test(arguments: plain)
    func `a folder is served with the losses of training`(changes: [String]) throws {
        let (_, model, trainer) = try train(changes), path = folder.appending(path: "folder-\(UUID().uuidString)").path
        try model.writeFolder(to: path, name: "test", type: .f32)
        // The padded rows' share of the softmax is what training has and serving hasn't.
        #expect(shards.manifest.tokenizer.vocabularySize % 64 == 0)
        #expect(abs(try servedLoss(path) - trainedLoss(trainer.decoder)) < 2e-3)
        let card = try String(contentsOfFile: "\(path)/README.md", encoding: .utf8)
        #expect(card.contains("not stated (400 documents)"))
        #expect(card.contains("3 steps"))
    }

    @Test(arguments: plain)
    func `a GGUF file is served with the losses of training`(changes: [String]) throws {
        let (_, model, trainer) = try train(changes), path = folder.appending(path: "\(UUID().uuidString).gguf").path
        try model.writeGGUF(to: path, name: "test", mixture: WeightMixture(.f32))
        #expect(abs(try servedLoss(path) - trainedLoss(trainer.decoder)) < 2e-3)
        let tokenizer = try Tokenizer(metadata: Checkpoint.open(path: path).metadata), own = try shards.tokenizer()
        let text = "The red fox number 17 jumps over a dog, and 3 more!"
        #expect(tokenizer.encode(text) == own.encode(text))
    }

    @Test(arguments: [FeedForwardActivation.reluSquared, .gelu], [true, false])
    func `what only TruthGPT serves goes into a folder and not into a GGUF file`(activation: FeedForwardActivation, normalizes: Bool) throws {
        let (_, model, trainer) = try train(["model.activation=\(activation.rawValue)", "model.normalize-heads=\(normalizes)"])
        let path = folder.appending(path: "own-\(UUID().uuidString)").path
        try model.writeFolder(to: path, name: "test", type: .f32)
        #expect(abs(try servedLoss(path) - trainedLoss(trainer.decoder)) < 2e-3)
        #expect(throws: RunError.self) { try model.writeGGUF(to: path + ".gguf", name: "test", mixture: WeightMixture(.f32)) }
        #expect(!FileManager.default.fileExists(atPath: path + ".gguf"))
    }

    @Test(arguments: [ElementType.q8_0, .q4_0, .f16, .bf16, .q5_0, .q5_1, .q4_K, .q6_K])
    func `smaller types stay near the model`(type: ElementType) throws {
        let (_, model, trainer) = try train([]), path = folder.appending(path: "\(type.rawValue).gguf").path
        try model.writeGGUF(to: path, name: "test", mixture: WeightMixture(type))
        #expect(abs(try servedLoss(path) - trainedLoss(trainer.decoder)) < ([.q4_0, .q5_0, .q5_1, .q4_K].contains(type) ? 0.2 : 0.02))
    }

    @Test
    func `a run's record says what forgetting looks for`() throws {
        let (run, _, _) = try train([])
        let record = try JSONDecoder().decode(RunRecord.self, from: Data(contentsOf: URL(filePath: "\(run)/record.json")))
        #expect(record.trainedOn == RunRecord.Origin(sources: ["invented"], shards: ["shards-1"]))
        #expect(record.steps == 3)
        #expect(record.tokens == 3 * 4 * 24)
        #expect(record.energy.joules > 0)
        #expect(record.energy.kind == "measured" || record.energy.kind == "estimated")
    }

    @Test
    func `a width that blocks don't divide gets the nearest type that fits`() throws {
        let (_, model, _) = try train(["model.hidden-width=100"])
        let path = folder.appending(path: "x.gguf").path
        try model.writeGGUF(to: path, name: "test", mixture: WeightMixture(.q4_K))
        let checkpoint = try Checkpoint.open(path: path)
        #expect(checkpoint.entry(named: "blk.0.ffn_up.weight")?.type.name == "Q5_0")
        #expect(checkpoint.entry(named: "blk.0.ffn_down.weight")?.type.name == "F16")
        #expect(checkpoint.entry(named: "blk.0.attn_norm.weight")?.type.name == "F32")
    }

    @Test
    func `a folder goes to GGUF and back, and computes the same`() throws {
        let (_, model, trainer) = try train(["model.tied=false"]), start = folder.appending(path: "start-folder").path
        try model.writeFolder(to: start, name: "t", type: .f32)
        let file = folder.appending(path: "there.gguf").path, back = folder.appending(path: "back").path
        try ModelConversion(of: Checkpoint.open(path: start), to: nil).write(to: file)
        try ModelConversion(of: Checkpoint.open(path: file), to: nil).write(to: back)
        let loss = trainedLoss(trainer.decoder), own = try shards.tokenizer(), text = "The red fox number 17 jumps over a dog, and 3 more!<|endoftext|>"
        #expect(abs(try servedLoss(file) - loss) < 2e-3)
        #expect(try servedLoss(back) == servedLoss(start))
        #expect(try Tokenizer(metadata: Checkpoint.open(path: file).metadata).encode(text) == own.encode(text))
        #expect(try Tokenizer(json: [UInt8](Data(contentsOf: URL(filePath: back + "/tokenizer.json"))), file: "back").encode(text) == own.encode(text))
        for name in try Checkpoint.open(path: start).tensors.map(\.name) {
            let (before, after) = (try Checkpoint.open(path: start), try Checkpoint.open(path: back))
            #expect(try before.storedMatrix(before.entry(named: name)!).rawBytes == after.storedMatrix(after.entry(named: name)!).rawBytes, "\(name)")
        }
    }

    @Test(arguments: ["q8_0", "q5_1", "q4_k_m", "bf16"])
    func `a converted model stays near what it was`(name: String) throws {
        let (_, model, trainer) = try train(["model.width=256", "model.hidden-width=288"]), start = folder.appending(path: "near").path
        try model.writeFolder(to: start, name: "t", type: .f32)
        let path = folder.appending(path: "near-\(name).gguf").path
        try ModelConversion(of: Checkpoint.open(path: start), to: WeightMixture(named: name)).write(to: path)
        #expect(abs(try servedLoss(path) - trainedLoss(trainer.decoder)) < 0.1)
        let again = folder.appending(path: "again.gguf").path
        try ModelConversion(of: Checkpoint.open(path: path), to: nil).write(to: again)
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(contentsOf: URL(filePath: again)))
    }

    @Test
    func `conversions that can't be are refused, and leave nothing behind`() throws {
        let (_, model, _) = try train([]), start = folder.appending(path: "refused").path
        try model.writeFolder(to: start, name: "t", type: .f32)
        let checkpoint = try Checkpoint.open(path: start), path = folder.appending(path: "new.gguf").path
        #expect(throws: ConversionError.outputIsInput(path: start)) { try ModelConversion(of: checkpoint, to: nil).write(to: start) }
        #expect(throws: ConversionError.unwritable(path: path, reason: "No space left on device")) {
            try ModelConversion(of: checkpoint, to: WeightMixture(.q8_0), room: DiskRoom(byteCount: 5000)).write(to: path)
        }
        #expect(!FileManager.default.fileExists(atPath: path) && !FileManager.default.fileExists(atPath: path + ".writing"))
        try ModelConversion(of: checkpoint, to: nil).write(to: path)
        #expect(throws: ConversionError.outputExists(path: path)) { try ModelConversion(of: checkpoint, to: nil).write(to: path) }
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: start + "/model.safetensors")))
        let name = "model.layers.0.mlp.up_proj.weight", place = try #require(checkpoint.entry(named: name)).byteOffset
        bytes.replaceSubrange(place..<place + 4, with: [0, 0, 0x80, 0x7f])
        let infinite = folder.appending(path: "infinite").path
        try FileManager.default.copyItem(atPath: start, toPath: infinite)
        try Data(bytes).write(to: URL(filePath: infinite + "/model.safetensors"))
        #expect(throws: ConversionError.notFinite(path: infinite, tensor: name, row: 0)) {
            try ModelConversion(of: Checkpoint.open(path: infinite), to: WeightMixture(.q8_0)).write(to: path + "2.gguf")
        }
    }

    @Test(arguments: ["folder", "file.gguf"])
    func `a run goes on from an exported model`(name: String) throws {
        let (_, model, trainer) = try train(["model.tied=false"]), path = folder.appending(path: name).path
        if name.hasSuffix("gguf") { try model.writeGGUF(to: path, name: "t", mixture: WeightMixture(.f32)) } else { try model.writeFolder(to: path, name: "t", type: .f32) }
        let next = try Trainer(
            recipe(["model.start=\(path)"]), shards: shards, in: RunFolder(path: folder.appending(path: "next-\(name)").path), on: processor)
        #expect(abs(trainedLoss(next.decoder) - trainedLoss(trainer.decoder)) < 1e-6)
    }

    @Test
    func `a model with another vocabulary is no start`() throws {
        let (_, model, _) = try train([]), path = folder.appending(path: "start").path
        try model.writeFolder(to: path, name: "t", type: .f32)
        let other = folder.appending(path: "other")
        try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
        _ = try ShardBuilder(recipe: ShardRecipe(validationShare: 0.1), tokenizer: Corpus.tokenizer(in: folder, size: 300))
            .build(ListedDocuments((0..<400).map { Document(identity: "\($0)", text: "A sentence with the number \($0) in it, and some words.", source: "s") }), in: other.path)
        #expect(throws: RunError.vocabularyMismatch(model: 320, tokenizer: 300)) {
            _ = try Trainer(recipe(["model.start=\(path)"]), shards: ShardSet(path: other.path), in: RunFolder(path: folder.appending(path: "r").path), on: processor)
        }
    }
}
