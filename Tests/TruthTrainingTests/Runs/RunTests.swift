import Foundation
import Testing
import TruthCheckpoints
import TruthCorpus
import TruthTensors
import TruthTraining

/// Runs of a model of some ten thousand numbers, on shards made of invented sentences.
final class RunTests {
    let folder: URL
    let shards: ShardSet

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "truthgpt-runs-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        shards = try Self.shards(in: folder)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    static func shards(in folder: URL, seed: UInt64 = 1) throws -> ShardSet {
        let texts = (0..<400).map { number in "The \(["red", "green", "blue"][number % 3]) fox number \(number) jumps over \(["a", "the"][number % 2]) dog." }
        let documents = ListedDocuments(texts.enumerated().map { Document(identity: "\($0)", text: $1, source: "invented") })
        let builder = try ShardBuilder(recipe: ShardRecipe(seed: seed, validationShare: 0.1), tokenizer: Corpus.tokenizer(in: folder, size: 320))
        let path = folder.appending(path: "shards-\(seed)").path
        _ = try builder.build(documents, in: path)
        return try ShardSet(path: path)
    }

    func recipe(_ changes: String...) throws -> TrainingRecipe {
        var recipe = try TrainingRecipe(
            yaml: """
                data: {sequence-length: 24}
                model: {layers: 2, width: 32, heads: 2, key-value-heads: 1, head-width: 16, hidden-width: 48}
                batch: {sequences: 4}
                schedule: {steps: 24, warmup: 4}
                optimizer: {rate: 0.01}
                evaluation: {every: 10, tokens: 480, sample-tokens: 0}
                checkpoints: {every: 6, keep: 2}
                """)
        for change in changes { try recipe.set(change) }
        return recipe
    }

    func trainer(_ recipe: TrainingRecipe, _ name: String, shards: ShardSet? = nil) throws -> Trainer {
        try Trainer(
            recipe, shards: shards ?? self.shards, in: RunFolder(path: folder.appending(path: name).path),
            on: Processor(instructionSet: .best, threadCount: 2))
    }

    func parameters(_ trainer: Trainer) -> [[Float]] { trainer.task.parameters.map(\.value.values) }

    @Test(arguments: ["optimizer.kind=adamw", "optimizer.kind=muon"], ["run.precision=f32", "run.precision=bf16"])
    func `a run learns`(optimizer: String, precision: String) throws {
        let trainer = try trainer(recipe(optimizer, precision), "learns")
        var losses: [Double] = [], bits: [Double] = []
        trainer.observe = { event in
            if case .step(let report) = event { losses.append(report.loss) }
            if case .evaluation(let report) = event { bits.append(report.scores[0].value) }
        }
        try trainer.run()
        #expect(losses.count == 24)
        #expect(losses[23] < 0.6 * losses[0])
        #expect(bits.count == 3)
        #expect(bits[2] < bits[0])
    }

    @Test(arguments: ["optimizer.kind=adamw", "optimizer.kind=muon"], ["optimizer.averaging=0", "optimizer.averaging=0.9"])
    func `a run that was stopped and resumed ends with the same bits`(optimizer: String, averaging: String) throws {
        let recipe = try recipe(optimizer, averaging, "run.precision=bf16")
        let whole = try trainer(recipe, "whole")
        try whole.run()
        for stop in [1, 7, 18] {
            let first = try trainer(recipe, "stopped-\(stop)")
            first.shouldStop = { [unowned first] in first.state.step == stop }
            try first.run()
            #expect(first.state.step == stop)
        }
        for stop in [1, 7, 18] {
            let second = try trainer(recipe, "stopped-\(stop)")
            #expect(second.state.step == stop)
            try second.run()
            #expect(parameters(second) == parameters(whole))
            #expect(second.state.scores == whole.state.scores)
            #expect(second.state.tokens == whole.state.tokens)
        }
    }

    @Test
    func `a damaged checkpoint is refused by name, and the one before is used`() throws {
        let recipe = try recipe()
        let trainer = try trainer(recipe, "damaged")
        try trainer.run()
        let checkpoints = RunCheckpoint.all(in: trainer.folder.checkpointsPath), last = try #require(checkpoints.last)
        #expect(last.step == 24)
        let file = URL(filePath: last.path).appending(path: "model.safetensors"), bytes = try Data(contentsOf: file)
        for count in [0, 1, 100, bytes.count / 2, bytes.count - 1] {
            try bytes.prefix(count).write(to: file)
            #expect(throws: RunError.damagedCheckpoint(path: last.path, problem: "model.safetensors is not the file that was saved (its SHA-256 is another)")) {
                _ = try last.state()
            }
        }
        let earlier = try #require(checkpoints.dropLast().last)
        #expect(try self.trainer(recipe, "damaged-copy").state.step == 0)
        try FileManager.default.removeItem(at: folder.appending(path: "damaged-copy"))
        try FileManager.default.copyItem(at: folder.appending(path: "damaged"), to: folder.appending(path: "damaged-copy"))
        #expect(try self.trainer(recipe, "damaged-copy").state.step == earlier.step)
    }

    @Test
    func `with every checkpoint damaged a run says what is wrong with each`() throws {
        let trainer = try trainer(recipe(), "ruined")
        try trainer.run()
        let path = trainer.folder.checkpointsPath
        try FileManager.default.copyItem(at: folder.appending(path: "ruined"), to: folder.appending(path: "ruined-copy"))
        for checkpoint in RunCheckpoint.all(in: folder.appending(path: "ruined-copy/checkpoints").path) {
            try FileManager.default.removeItem(atPath: "\(checkpoint.path)/state.json")
        }
        #expect(RunCheckpoint.all(in: path).count == 2)
        let error = #expect(throws: RunError.self) { try self.trainer(recipe(), "ruined-copy") }
        guard case .noUsableCheckpoint(_, let problems) = error else { Issue.record("\(String(describing: error))"); return }
        #expect(problems.count == 2)
        #expect(problems[0].contains("state.json is missing or incomplete"))
    }

    @Test
    func `a disk that is full while saving stops no training, and leaves the last checkpoint whole`() throws {
        let trainer = try trainer(recipe(), "full")
        var failures = 0
        trainer.observe = { event in
            if case .saved(let step, _) = event, step == 6 { trainer.room = DiskRoom(byteCount: 40_000) }
            if case .saveFailed = event { failures += 1 }
        }
        #expect(throws: RunError.self) { try trainer.run() }
        #expect(trainer.state.step == 24)
        #expect(failures >= 2)
        let left = RunCheckpoint.all(in: trainer.folder.checkpointsPath)
        #expect(left.map(\.step) == [6])
        #expect(try left[0].state().step == 6)
        #expect(try FileManager.default.contentsOfDirectory(atPath: trainer.folder.checkpointsPath).count == 1)
    }

    @Test
    func `other shards than the run began with are refused`() throws {
        let recipe = try recipe()
        try trainer(recipe, "shards").run()
        let other = try Self.shards(in: folder, seed: 2)
        #expect(throws: RunError.otherData(path: other.path, expected: shards.manifestSHA256, found: other.manifestSHA256)) {
            _ = try trainer(recipe, "shards", shards: other)
        }
    }

    @Test
    func `a spike stops the run with the documents that its batch read`() throws {
        let trainer = try trainer(recipe("run.gradient-limit=0.0001"), "spike")
        let error = #expect(throws: RunError.self) { try trainer.run() }
        guard case .spike(let step, _, _, let norm, let documents) = error else { Issue.record("\(String(describing: error))"); return }
        #expect(step == 1)
        #expect(norm > 0.0001)
        #expect(!documents.isEmpty && documents.allSatisfy { Int($0) != nil })
    }

    @Test
    func `a spike that is to be skipped changes no parameter`() throws {
        let trainer = try trainer(recipe("run.gradient-limit=0.0001", "run.spike=skip", "schedule.steps=5"), "skip")
        let before = parameters(trainer)
        var skipped = 0
        trainer.observe = { if case .skipped = $0 { skipped += 1 } }
        try trainer.run()
        #expect(skipped == 5)
        #expect(parameters(trainer) == before)
        #expect(trainer.state.skippedSteps == 5)
    }

    @Test
    func `two programs can't train in one folder`() throws {
        let path = folder.appending(path: "busy").path
        let held = try RunFolder(path: path)
        #expect(throws: RunError.busy(path: path)) { _ = try RunFolder(path: held.path) }
    }

    @Test
    func `more memory than there is is refused before it is taken`() throws {
        let error = #expect(throws: RunError.self) { _ = try trainer(recipe("batch.sequences=40000000"), "huge") }
        guard case .tooLittleMemory(let needed, let available) = error else { Issue.record("\(String(describing: error))"); return }
        #expect(needed > available)
    }

    @Test
    func `recomputing gives the same run with less memory`() throws {
        let (kept, again) = (try trainer(recipe(), "kept"), try trainer(recipe("run.recompute=true"), "again"))
        try kept.run()
        try again.run()
        #expect(parameters(kept) == parameters(again))
        #expect(MemoryEstimate(again.recipe, again.decoder).activationBytes < MemoryEstimate(kept.recipe, kept.decoder).activationBytes)
    }

    @Test
    func `the log of a resumed run has every step once`() throws {
        let path = folder.appending(path: "log.jsonl").path
        func report(_ step: Int) -> RunLog.Entry { .sample(step: step, text: "a “quoted” line\nand another") }
        let log = try RunLog(path: path, keepingUpTo: 0)
        for step in 1...9 { try log.add(report(step)) }
        try Data((String(contentsOfFile: path, encoding: .utf8) + "{\"kind\":\"st").utf8).write(to: URL(filePath: path))
        let again = try RunLog(path: path, keepingUpTo: 6)
        for step in 7...8 { try again.add(report(step)) }
        #expect(try RunLog.read(path).map(\.step) == Array(1...8))
    }
}
