import Foundation
internal import TruthTokens

/// A decoder learns to prefer one answer to another, without leaving its beginnings far behind (DPO, arXiv:2305.18290).
///
/// With the policy π, the model π₀ that it starts from, and the reward `r(y) = β (log π(y) − log π₀(y))` of an answer, a pair's loss is
/// `−log σ(r(chosen) − r(rejected))`. What π₀ thinks of every answer is computed once, before the first step.
package final class PreferenceTask: TrainingTask {
    /// Two answers to one beginning; their targets are the answers' tokens.
    private struct Pair {
        let chosen, rejected: MarkedTokens
        /// log π₀ of both.
        var reference: (chosen: Double, rejected: Double) = (0, 0)
    }

    package let model: FineTunedModel
    package let notes: [String]
    package let data: DataRecord
    private let recipe: TrainingRecipe
    private var train: [Pair]
    private var validation: [Pair]
    private let fingerprint: String
    private var order: ExampleOrder

    /// - Parameter progress: Told how many pairs of how many π₀ has read.
    /// - Throws: ``ExampleError``, ``RunError``, or what opening the model throws.
    package init(_ recipe: TrainingRecipe, on device: TrainingDevice, progress: (_ done: Int, _ total: Int) -> Void) throws {
        try recipe.validate()
        self.recipe = recipe
        let model = try FineTunedModel(recipe, on: device), length = recipe.data.sequenceLength + 1
        self.model = model
        let files = try ExampleFiles(recipe), encoder = ChatEncoder(model.tokenizer, template: model.template)
        var setAside = 0
        let (train, validation) = try files.split { entry, path -> (key: String, example: Pair?) in
            let record = try PreferenceRecord(entry, path: path)
            func answer(_ text: String) throws -> MarkedTokens {
                try encoder.encodeAnswer(text, after: record.prompt, path: path, place: record.place)
            }
            let pair = try Pair(chosen: answer(record.chosen), rejected: answer(record.rejected))
            let fits = max(pair.chosen.ids.count, pair.rejected.ids.count) <= length && Self.fit([pair.chosen, pair.rejected], recipe)
            if !fits { setAside += 1 }
            return (record.prompt.last?.content ?? "", fits ? pair : nil)
        }
        self.train = train.compactMap { $0 }
        self.validation = validation.compactMap { $0 }
        guard !self.train.isEmpty else { throw ExampleError.allTooLong(path: recipe.examples.train, length: recipe.data.sequenceLength) }
        notes = setAside > 0 ? ["\(setAside) pairs were set aside: they don't fit in \(length) tokens."] : []
        data = files.record(
            documents: self.train.count, tokens: self.train.reduce(0) { $0 + $1.chosen.ids.count + $1.rejected.ids.count },
            tokenizer: model.vocabularySHA256)
        fingerprint = data.sha256 + model.baseSHA256
        order = ExampleOrder(count: self.train.count, from: ExampleOrder.Position(data: fingerprint, seed: UInt64(recipe.run.seed)))
        roundParameters()
        readReference(progress)
    }

    package var device: TrainingDevice { model.device }
    package var parameters: [Parameter] { model.parameters }
    package var modelParameterCount: Int { model.parameterCount }
    package func rule(for parameter: Parameter) -> UpdateRule { model.rule(for: parameter) }
    package func parametersChanged() { model.parametersChanged() }

    private static func fit(_ texts: [MarkedTokens], _ recipe: TrainingRecipe) -> Bool {
        var packer = SequencePacker(sequences: recipe.batch.sequences, length: recipe.data.sequenceLength)
        return packer.add(texts)
    }

    // MARK: - Reading

    package var position: DataPosition { .examples(at: order.position) }

    package func resume(at position: DataPosition) throws {
        order = try ExampleOrder(count: train.count, resuming: position, of: fingerprint, path: recipe.examples.train)
    }

    package func sources(readFrom position: DataPosition) throws -> [String] {
        let before = order
        defer { order = before }
        try resume(at: position)
        let start = order.position
        for _ in 0..<recipe.batch.accumulation { _ = nextBatch() }
        return ["\(recipe.examples.train), pairs \(start.example) to \(order.position.example) of the order of epoch \(start.epoch)"]
    }

    private func nextBatch() -> (pairs: [Pair], packer: SequencePacker) {
        var pairs: [Pair] = [], packer = SequencePacker(sequences: recipe.batch.sequences, length: recipe.data.sequenceLength)
        while true {
            var next = order
            let pair = train[next.next()]
            guard packer.add([pair.chosen, pair.rejected]) else { return (pairs, packer) }
            pairs.append(pair)
            order = next
        }
    }

    // MARK: - Learning

    package func accumulate() -> StepCost {
        let batches = (0..<recipe.batch.accumulation).map { _ in nextBatch() }, count = batches.reduce(0) { $0 + $1.pairs.count }
        var cost = StepCost()
        for (pairs, packer) in batches {
            var batch = packer.batch
            let tape = device.tape(isRecording: true), hidden = model.decoder.hidden(batch, on: tape), rows = packer.textRows
            let margins = margins(of: pairs, rows, model.decoder.tokenLosses(batch, hidden: hidden, on: tape))
            var weights = [Float](repeating: 0, count: batch.tokens.count)
            for (index, margin) in margins.enumerated() {
                // −log σ(m) falls by σ(−m) for each unit of m; a token's log-probability counts β in it.
                let slope = Float(recipe.preference.beta / (1 + exp(margin.value)))
                for row in rows[2 * index] { weights[row] = slope }
                for row in rows[2 * index + 1] { weights[row] = -slope }
                cost.loss += BatchLoss(sum: Self.loss(margin.value), weight: 1)
            }
            batch.weights = weights
            _ = model.decoder.loss(batch, hidden: hidden, gradientScale: 1 / Float(count), on: tape)
            tape.backward()
            cost.tokens += batch.tokens.count
        }
        cost.operations = model.operationsPerToken * Double(cost.tokens)
        return cost
    }

    /// `−log σ(margin)`, without overflow.
    private static func loss(_ margin: Double) -> Double { max(0, -margin) + log1p(exp(-abs(margin))) }

    /// `r(chosen) − r(rejected)` of pairs whose texts lie in `rows` of a batch, two by two.
    private func margins(of pairs: [Pair], _ rows: [Range<Int>], _ losses: [Float]) -> [(value: Double, chosen: Double, rejected: Double)] {
        pairs.enumerated().map { index, pair in
            let chosen = Self.logProbability(losses, rows[2 * index]), rejected = Self.logProbability(losses, rows[2 * index + 1])
            let rewards = (recipe.preference.beta * (chosen - pair.reference.chosen), recipe.preference.beta * (rejected - pair.reference.rejected))
            return (rewards.0 - rewards.1, rewards.0, rewards.1)
        }
    }

    private static func logProbability(_ losses: [Float], _ rows: Range<Int>) -> Double { -losses[rows].reduce(0.0) { $0 + Double($1) } }

    // MARK: - Judging

    package func evaluate() -> TaskResult? {
        guard !validation.isEmpty else { return nil }
        var loss = 0.0, margin = 0.0, right = 0, tokens = 0
        forEachBatch(of: validation) { range, rows, losses in
            for (value, _, _) in margins(of: Array(validation[range]), rows, losses) {
                loss += Self.loss(value)
                margin += value
                right += value > 0 ? 1 : 0
            }
            tokens += losses.count
        }
        let count = Double(validation.count)
        return TaskResult(
            loss: loss / count, tokens: tokens,
            scores: [
                Score("preference loss", loss / count), Score("reward margin", margin / count, risesWithQuality: true),
                Score("preference accuracy", Double(right) / count, risesWithQuality: true),
            ])
    }

    /// What the model thinks of each answer before it learns.
    private func readReference(_ progress: (Int, Int) -> Void) {
        let total = train.count + validation.count
        func read(_ pairs: [Pair], done: Int) -> [Pair] {
            var result = pairs
            forEachBatch(of: pairs) { range, rows, losses in
                for (index, pair) in range.enumerated() {
                    result[pair].reference = (Self.logProbability(losses, rows[2 * index]), Self.logProbability(losses, rows[2 * index + 1]))
                }
                progress(done + range.upperBound, total)
            }
            return result
        }
        train = read(train, done: 0)
        validation = read(validation, done: train.count)
    }

    /// Goes through pairs in batches: which pairs, the rows of their texts two by two, and the loss of each row.
    private func forEachBatch(of pairs: [Pair], _ body: (_ pairs: Range<Int>, _ rows: [Range<Int>], _ losses: [Float]) -> Void) {
        var first = 0
        while first < pairs.count {
            var packer = SequencePacker(sequences: recipe.batch.sequences, length: recipe.data.sequenceLength), last = first
            while last < pairs.count, packer.add([pairs[last].chosen, pairs[last].rejected]) { last += 1 }
            let batch = packer.batch, tape = device.tape(isRecording: false)
            body(first..<last, packer.textRows, model.decoder.tokenLosses(batch, hidden: model.decoder.hidden(batch, on: tape), on: tape))
            first = last
        }
    }
}
