import Foundation
internal import TruthTokens

/// A decoder learns to answer as the assistant of conversations does (supervised fine-tuning).
///
/// The loss is the mean over the assistant's tokens. Conversations are packed into sequences without seeing each other; one that is
/// longer than a sequence loses its end.
package final class ChatTask: TrainingTask {
    package let model: FineTunedModel
    /// What was set aside or cut, for people to know.
    package let notes: [String]
    package let data: DataRecord
    private let recipe: TrainingRecipe
    private let train: [MarkedTokens]
    private let validation: [TokenBatch]
    private let choices: ChoiceEvaluation
    private let fingerprint: String
    private var order: ExampleOrder

    /// - Throws: ``ExampleError``, ``RunError``, or what opening the model throws.
    package init(_ recipe: TrainingRecipe, on device: TrainingDevice) throws {
        try recipe.validate()
        self.recipe = recipe
        model = try FineTunedModel(recipe, on: device)
        let files = try ExampleFiles(recipe), encoder = ChatEncoder(model.tokenizer, template: model.template)
        var fitting = FittingExamples(length: recipe.data.sequenceLength + 1)
        let (train, validation) = try files.split { entry, path -> (key: String, example: MarkedTokens?) in
            let record = try ChatRecord(entry, path: path), first = record.messages.first { $0.role == .user } ?? record.messages[0]
            return (first.content, fitting.fit(try encoder.encode(record.messages, path: path, place: record.place)))
        }
        self.train = train.compactMap { $0 }
        guard !self.train.isEmpty else { throw ExampleError.allTooLong(path: recipe.examples.train, length: recipe.data.sequenceLength) }
        self.validation = Self.batches(of: validation.compactMap { $0 }, recipe)
        choices = try ChoiceEvaluation(recipe, model.tokenizer)
        notes = fitting.notes
        data = files.record(documents: self.train.count, tokens: self.train.reduce(0) { $0 + $1.ids.count }, tokenizer: model.vocabularySHA256)
        fingerprint = data.sha256 + model.baseSHA256
        order = ExampleOrder(count: self.train.count, from: ExampleOrder.Position(data: fingerprint, seed: UInt64(recipe.run.seed)))
    }

    package var device: TrainingDevice { model.device }
    package var parameters: [Parameter] { model.parameters }
    package var modelParameterCount: Int { model.parameterCount }
    package func rule(for parameter: Parameter) -> UpdateRule { model.rule(for: parameter) }
    package func parametersChanged() { model.parametersChanged() }

    // MARK: - Reading

    package var position: DataPosition { .examples(at: order.position) }

    package func resume(at position: DataPosition) throws {
        order = try ExampleOrder(count: train.count, resuming: position, of: fingerprint, path: recipe.examples.train)
    }

    /// As many of the next conversations as fit.
    private func nextBatch() -> TokenBatch {
        var packer = SequencePacker(sequences: recipe.batch.sequences, length: recipe.data.sequenceLength)
        while true {
            var next = order
            guard packer.add([train[next.next()]]) else { return packer.batch }
            order = next
        }
    }

    package func accumulate() -> StepCost {
        var cost = model.decoder.accumulate((0..<recipe.batch.accumulation).map { _ in nextBatch() }, on: device)
        cost.operations = model.operationsPerToken * Double(cost.tokens)
        return cost
    }

    package func sources(readFrom position: DataPosition) throws -> [String] {
        let before = order
        defer { order = before }
        try resume(at: position)
        let start = order.position
        for _ in 0..<recipe.batch.accumulation { _ = nextBatch() }
        return ["\(recipe.examples.train), examples \(start.example) to \(order.position.example) of the order of epoch \(start.epoch)"]
    }

    // MARK: - Judging

    package func evaluate() -> TaskResult? {
        var loss = BatchLoss(), tokens = 0
        for batch in validation {
            loss += model.decoder.loss(batch, gradientScale: 1, on: device.tape(isRecording: false))
            tokens += batch.targetCount
        }
        let scores = (validation.isEmpty ? [] : [Score("nats per answer token", loss.mean)]) + choices.run(model.decoder, on: device)
        return scores.isEmpty ? nil : TaskResult(loss: loss.mean, tokens: tokens, scores: scores)
    }

    package func sample() -> String? {
        // A prompt that the template can't write was refused by the tokenizer when the conversations were written.
        try? model.sample(recipe.evaluation.prompt, tokenCount: recipe.evaluation.sampleTokens)
    }

    /// Every text once, in batches.
    static func batches(of texts: [MarkedTokens], _ recipe: TrainingRecipe) -> [TokenBatch] {
        var result: [TokenBatch] = [], packer = SequencePacker(sequences: recipe.batch.sequences, length: recipe.data.sequenceLength)
        for text in texts where !packer.add([text]) {
            result.append(packer.batch)
            packer = SequencePacker(sequences: recipe.batch.sequences, length: recipe.data.sequenceLength)
            _ = packer.add([text])
        }
        return packer.isEmpty ? result : result + [packer.batch]
    }
}
