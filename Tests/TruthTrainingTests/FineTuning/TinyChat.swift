import Foundation
import TruthCorpus
import TruthTensors
import TruthTraining

/// A folder with a decoder of some ten thousand numbers that was trained a little, whose tokenizer knows ChatML's tokens; and conversations.
final class TinyChat {
    let folder: URL
    let processor = Processor(instructionSet: .best, threadCount: 2)
    let modelPath: String
    let chatsPath: String
    let pairsPath: String

    private static let colours = ["red", "green", "blue", "black"]

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "truthgpt-chat-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        modelPath = folder.appending(path: "model").path
        chatsPath = folder.appending(path: "chats.jsonl").path
        pairsPath = folder.appending(path: "pairs.jsonl").path
        try Self.writeModel(to: modelPath, in: folder, on: processor)
        let chats = (0..<60).map { number in
            #"{"messages": [{"role": "user", "content": "What colour is fox \#(number)?"}, {"role": "assistant", "content": "It is \#(Self.colours[number % 4])."}]}"#
        }
        try Data(chats.joined(separator: "\n").utf8).write(to: URL(filePath: chatsPath))
        let pairs = (0..<40).map { number in
            #"{"prompt": "Is fox \#(number) there?", "chosen": "Yes, it is.", "rejected": "No, the dog \#(number % 7)."}"#
        }
        try Data(pairs.joined(separator: "\n").utf8).write(to: URL(filePath: pairsPath))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private static func writeModel(to path: String, in folder: URL, on processor: Processor) throws {
        let texts = (0..<300).map { "The \(colours[$0 % 4]) fox number \($0) jumps over the dog. It is there. What colour is it? Yes, no." }
        let documents = ListedDocuments(texts.enumerated().map { Document(identity: "\($0)", text: $1, source: "invented") })
        let tokenizer = try Corpus.tokenizer(in: folder, size: 340, special: ["<|endoftext|>", "<|im_start|>", "<|im_end|>"])
        let shardPath = folder.appending(path: "shards").path
        _ = try ShardBuilder(recipe: ShardRecipe(validationShare: 0.1), tokenizer: tokenizer).build(documents, in: shardPath)
        let recipe = try TrainingRecipe(
            yaml: """
                run: {precision: f32}
                data: {sequence-length: 48}
                model: {layers: 2, width: 32, heads: 2, key-value-heads: 1, head-width: 16, hidden-width: 48, context-length: 128}
                batch: {sequences: 4}
                schedule: {steps: 30, warmup: 4}
                optimizer: {rate: 0.01}
                evaluation: {every: 0, tokens: 480, sample-tokens: 0}
                """)
        let runPath = folder.appending(path: "base-run").path, run = try RunFolder(path: runPath), shards = try ShardSet(path: shardPath)
        let trainer = try Trainer(recipe, shards: shards, in: run, on: processor)
        try trainer.run()
        try run.replace(run.recordPath, with: JSONEncoder().encode(RunRecord(trainer, name: "base", machine: "test", programVersion: "test")))
        let device = TrainingDevice(processor, precision: .f32), model = try PretrainedModel(recipe, shards: shards, in: device.arena)
        try TrainedModel(run: runPath, recipe: recipe, model: model, step: nil, on: device).writeFolder(to: path, name: "base", type: .f32)
    }

    func recipe(_ changes: String...) throws -> TrainingRecipe {
        var recipe = try TrainingRecipe(
            yaml: """
                run: {task: chat, precision: f32}
                data: {sequence-length: 64}
                examples: {train: "\(chatsPath)", validation-share: 0.2, template: chatml}
                model: {start: "\(modelPath)"}
                adapter: {rank: 4, alpha: 8}
                batch: {sequences: 3}
                schedule: {steps: 16, warmup: 2}
                optimizer: {rate: 0.01, decay: 0}
                evaluation: {every: 8, sample-tokens: 8, prompt: "What colour is fox 3?"}
                checkpoints: {every: 4}
                """)
        for change in changes { try recipe.set(change) }
        return recipe
    }

    func device(_ recipe: TrainingRecipe) -> TrainingDevice { TrainingDevice(processor, precision: recipe.run.precision) }

    func run(_ name: String) throws -> RunFolder { try RunFolder(path: folder.appending(path: name).path) }

    func write(_ lines: String..., to name: String) throws -> String {
        let url = folder.appending(path: name)
        try Data(lines.joined(separator: "\n").utf8).write(to: url)
        return url.path
    }
}
