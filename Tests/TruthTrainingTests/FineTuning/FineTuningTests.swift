import Foundation
import Testing
import TruthCheckpoints
import TruthModels
import TruthTensors
import TruthTokens
import TruthTraining

struct FineTuningTests {
    let tiny: TinyChat

    init() throws { tiny = try TinyChat() }

    private func values(_ task: any TrainingTask) -> [[Float]] { task.parameters.map(\.value.values) }

    @Test
    func `a text has the same loss packed among others as alone`() throws {
        let recipe = try tiny.recipe(), task = try ChatTask(recipe, on: tiny.device(recipe)), decoder = task.model.decoder
        let texts = (0..<5).map { number in
            var text = MarkedTokens()
            text.append((0..<4 + 5 * number).map { ($0 * 7 + number * 31) % 300 + 3 }, isTarget: true)
            return text
        }
        var packer = SequencePacker(sequences: 2, length: 48)
        let haveRoom = texts.map { packer.add([$0]) }
        #expect(haveRoom == [true, true, true, true, true])
        let hasMore = packer.add([texts[4], texts[4]])
        #expect(!hasMore)
        func losses(_ packer: SequencePacker) -> [Double] {
            let tape = task.device.tape(isRecording: false), batch = packer.batch
            let losses = decoder.tokenLosses(batch, hidden: decoder.hidden(batch, on: tape), on: tape)
            return packer.textRows.map { rows in losses[rows].reduce(0.0) { $0 + Double($1) } }
        }
        let together = losses(packer)
        for (text, loss) in zip(texts, together) {
            var alone = SequencePacker(sequences: 1, length: 48)
            _ = alone.add([text])
            #expect(abs(losses(alone)[0] - loss) < 1e-4 * loss)
        }
    }

    @Test(arguments: ["run.precision=f32", "run.precision=bf16"], ["adapter.rank=4", "adapter.rank=0"])
    func `a model learns to answer`(precision: String, rank: String) throws {
        let recipe = try tiny.recipe(precision, rank, "schedule.steps=40"), task = try ChatTask(recipe, on: tiny.device(recipe))
        let trainer = try Trainer(recipe, task, in: tiny.run("learns"))
        let before = try #require(task.evaluate()).loss
        var samples = 0
        trainer.observe = { if case .sample = $0 { samples += 1 } }
        try trainer.run()
        let after = try #require(task.evaluate())
        #expect(after.loss < 0.75 * before, "\(before) → \(after.loss)")
        #expect(after.scores.map(\.name) == ["nats per answer token"])
        #expect(samples > 0)
    }

    @Test
    func `under adapters the model itself stays as it was`() throws {
        let recipe = try tiny.recipe("adapter.targets=[query, down]"), task = try ChatTask(recipe, on: tiny.device(recipe))
        let before = task.model.decoder.parameters.map(\.value.values)
        try Trainer(recipe, task, in: tiny.run("stays")).run()
        #expect(task.model.decoder.parameters.map(\.value.values) == before)
        #expect(task.parameters.allSatisfy { $0.name.contains("q_proj") || $0.name.contains("down_proj") })
        #expect(task.parameters.count == 8)
    }

    @Test(arguments: ["chat", "preference"], ["run.precision=f32", "run.precision=bf16"])
    func `a run that was stopped and resumed ends with the same bits`(task name: String, precision: String) throws {
        let recipe = try tiny.recipe(precision, "run.task=\(name)", "examples.train=\(name == "chat" ? tiny.chatsPath : tiny.pairsPath)")
        func task() throws -> any TrainingTask {
            name == "chat" ? try ChatTask(recipe, on: tiny.device(recipe)) : try PreferenceTask(recipe, on: tiny.device(recipe)) { _, _ in }
        }
        let whole = try Trainer(recipe, task(), in: tiny.run("whole"))
        try whole.run()
        do {
            let first = try Trainer(recipe, task(), in: tiny.run("stopped"))
            first.shouldStop = { [unowned first] in first.state.step == 7 }
            try first.run()
        }
        let second = try Trainer(recipe, task(), in: tiny.run("stopped"))
        #expect(second.state.step == 7)
        try second.run()
        #expect(values(second.task) == values(whole.task))
        #expect(second.state.scores == whole.state.scores)
    }

    @Test
    func `a run doesn't go on with other examples or another model`() throws {
        let recipe = try tiny.recipe()
        do {
            let trainer = try Trainer(recipe, ChatTask(recipe, on: tiny.device(recipe)), in: tiny.run("changes"))
            trainer.shouldStop = { [unowned trainer] in trainer.state.step == 2 }
            try trainer.run()
        }
        let chats = try Data(contentsOf: URL(filePath: tiny.chatsPath))
        try (chats + Data("\n".utf8)).write(to: URL(filePath: tiny.chatsPath))
        #expect(throws: RunError.self) { try Trainer(recipe, ChatTask(recipe, on: tiny.device(recipe)), in: tiny.run("changes")) }
        try chats.write(to: URL(filePath: tiny.chatsPath))
        _ = try Trainer(recipe, ChatTask(recipe, on: tiny.device(recipe)), in: tiny.run("changes"))
        let weights = URL(filePath: tiny.modelPath).appending(path: "model.safetensors")
        var bytes = try Data(contentsOf: weights)
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: weights)
        let error = #expect(throws: RunError.self) { try Trainer(recipe, ChatTask(recipe, on: tiny.device(recipe)), in: tiny.run("changes")) }
        guard case .otherData = error else { Issue.record("\(String(describing: error))"); return }
    }

    // MARK: - Preferences

    private func preferenceTask(_ changes: String...) throws -> PreferenceTask {
        var recipe = try tiny.recipe("run.task=preference", "examples.train=\(tiny.pairsPath)", "batch.sequences=4")
        for change in changes { try recipe.set(change) }
        return try PreferenceTask(recipe, on: tiny.device(recipe)) { _, _ in }
    }

    @Test
    func `before it learns a model prefers neither answer`() throws {
        let task = try preferenceTask(), result = try #require(task.evaluate())
        #expect(abs(result.loss - log(2)) < 1e-6)
        #expect(abs(task.accumulate().loss.mean - log(2)) < 1e-6)
        #expect(result.scores.map(\.name) == ["preference loss", "reward margin", "preference accuracy"])
    }

    @Test
    func `the preference's gradient is the slope of its loss`() throws {
        let task = try preferenceTask("preference.beta=0.5")
        // Away from the beginning, where B is zero and A has no gradient.
        var numbers = SplitMix(state: 5)
        for parameter in task.parameters { parameter.value.fill(parameter.value.values.map { $0 + 0.05 * (2 * numbers.unit() - 1) }) }
        task.parametersChanged()
        let position = task.position
        _ = task.accumulate()
        let gradients = task.parameters.map { $0.gradient!.values }, norm = gradients.joined().reduce(0.0) { $0 + Double($1 * $1) }.squareRoot()
        let start = values(task)
        func loss(_ distance: Float) throws -> Double {
            for (index, parameter) in task.parameters.enumerated() {
                parameter.clearGradient()
                parameter.value.fill(zip(start[index], gradients[index]).map { $0 + distance * $1 / Float(norm) })
            }
            task.parametersChanged()
            try task.resume(at: position)
            return task.accumulate().loss.mean
        }
        let step: Float = 2e-2, slope = try (loss(step) - loss(-step)) / Double(2 * step)
        #expect(abs(slope - norm) < 0.02 * norm, "\(slope), not \(norm)")
    }

    @Test
    func `a model learns to prefer, and whole models do too`() throws {
        for rank in [4, 0] {
            var recipe = try tiny.recipe("run.task=preference", "examples.train=\(tiny.pairsPath)", "schedule.steps=24", "adapter.rank=\(rank)")
            try recipe.set("optimizer.rate=0.005")
            let task = try PreferenceTask(recipe, on: tiny.device(recipe)) { _, _ in }
            try Trainer(recipe, task, in: tiny.run("prefers-\(rank)")).run()
            let scores = try #require(task.evaluate()).scores
            #expect(scores[1].value > 0.2, "reward margin \(scores[1].value)")
            #expect(scores[2].value > 0.9)
        }
    }

    // MARK: - Choices

    @Test
    func `a question's choice is the answer with the least loss for each byte`() throws {
        let path = try tiny.write(
            #"{"question": "Which?", "choices": ["It is red.", "zqx vvk"], "answer": 0}"#,
            #"{"question": "Which?", "choices": ["It is red.", "zqx vvk"], "answer": 1, "context": "The fox."}"#, to: "choices.jsonl")
        let recipe = try tiny.recipe("evaluation.choices=[\(path)]", "schedule.steps=20"), task = try ChatTask(recipe, on: tiny.device(recipe))
        try Trainer(recipe, task, in: tiny.run("choices")).run()
        let scores = try #require(task.evaluate()).scores
        #expect(scores.last == Score("choices accuracy", 0.5, risesWithQuality: true))
    }

    @Test(arguments: [#"{"question": "Q", "choices": ["a"], "answer": 0}"#, #"{"question": "Q", "choices": ["a", "b"], "answer": 2}"#, #"{"choices": ["a", "b"], "answer": 0}"#])
    func `a bad question is named`(json: String) throws {
        let path = try tiny.write(json, to: "choices.jsonl"), recipe = try tiny.recipe("evaluation.choices=[\(path)]")
        let error = #expect(throws: ExampleError.self) { try ChatTask(recipe, on: tiny.device(recipe)) }
        #expect("\(error!)".hasPrefix("\(path), line 1: "))
    }

    // MARK: - Refusals

    @Test
    func `impossible recipes are refused`() throws {
        for changes in [["model.start=\"\""], ["examples.train=\"\""], ["adapter.targets=[query, keys]"], ["adapter.targets=[]"], ["run.task=pretrain"]] {
            var recipe = try tiny.recipe()
            for change in changes { try recipe.set(change) }
            #expect(throws: (any Error).self, "\(changes)") { try recipe.validate() }
        }
    }

    @Test
    func `conversations of which nothing fits are refused`() throws {
        let recipe = try tiny.recipe("data.sequence-length=4")
        #expect(throws: ExampleError.allTooLong(path: tiny.chatsPath, length: 4)) { try ChatTask(recipe, on: tiny.device(recipe)) }
    }
}

/// Small numbers for tests.
struct SplitMix {
    var state: UInt64

    mutating func unit() -> Float {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Float((z ^ (z >> 31)) >> 40) / Float(1 << 24)
    }
}
