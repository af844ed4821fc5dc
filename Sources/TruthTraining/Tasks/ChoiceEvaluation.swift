import Foundation
internal import TruthCheckpoints
internal import TruthTokens

/// Questions with several answers to choose from: the model chooses the one that it finds likeliest, byte for byte.
///
/// `{"question", "choices": […], "answer": index}`, with a `context` where there is one. An answer's score is its log-probability after
/// `Question: …\nAnswer:` over the bytes of its text ("acc_norm" of lm-evaluation-harness). Answers are packed into batches.
package struct ChoiceEvaluation {
    private struct Question {
        let choices: [MarkedTokens]
        /// Bytes of each.
        let byteCounts: [Int]
        let answer: Int
    }

    private let sets: [(name: String, questions: [Question])]
    private let sequences, length: Int

    /// - Throws: ``ExampleError``.
    init(_ recipe: TrainingRecipe, _ tokenizer: Tokenizer) throws {
        let length = recipe.data.sequenceLength
        (sequences, self.length) = (recipe.batch.sequences, length)
        sets = try recipe.evaluation.choices.map { path in
            let file = try ExampleFile(path: path)
            // Spread over the file, whose beginning may be about one subject.
            let step = max(1, file.entries.count / recipe.evaluation.choiceQuestions)
            let chosen = stride(from: 0, to: file.entries.count, by: step).prefix(recipe.evaluation.choiceQuestions)
            let questions = try chosen.map { try Self.question(file.entries[$0], path: path, tokenizer) }
            let fitting = questions.filter { question in question.choices.allSatisfy { $0.rowCount <= length } }
            guard !fitting.isEmpty else { throw ExampleError.allTooLong(path: path, length: length) }
            return (URL(filePath: path).deletingPathExtension().lastPathComponent, fitting)
        }
    }

    private static func question(_ entry: ExampleFile.Entry, path: String, _ tokenizer: Tokenizer) throws -> Question {
        let value = entry.value
        func problem(_ text: String) -> ExampleError { .malformed(path: path, place: entry.place, problem: text) }
        guard let text = value["question"]?.string else { throw problem("question is missing") }
        guard let choices = value["choices"]?.array?.compactMap(\.string), choices.count > 1 else { throw problem("choices is no list of texts") }
        guard let answer = value["answer"]?.integer, choices.indices.contains(answer) else { throw problem("answer is no index of choices") }
        let context = value["context"]?.string.map { $0 + "\n" } ?? ""
        let start = (tokenizer.specialTokens.beginning.map { [$0] } ?? []) + tokenizer.encode("\(context)Question: \(text)\nAnswer:")
        return Question(
            choices: choices.map { choice in
                var tokens = MarkedTokens()
                tokens.append(start, isTarget: false)
                tokens.append(tokenizer.encode(" " + choice), isTarget: true)
                return tokens
            },
            byteCounts: choices.map { max(1, $0.utf8.count) }, answer: answer)
    }

    /// The share of right choices in each set, as `NAME accuracy`.
    func run(_ decoder: TrainableDecoder, on device: TrainingDevice) -> [Score] {
        sets.map { name, questions in
            let texts = questions.flatMap(\.choices), losses = losses(of: texts, decoder, on: device)
            var first = 0, right = 0
            for question in questions {
                let scores = question.byteCounts.enumerated().map { losses[first + $0] / Double($1) }
                // Losses: the least is the likeliest; of equals the first.
                if scores.firstIndex(of: scores.min()!) == question.answer { right += 1 }
                first += scores.count
            }
            return Score("\(name) accuracy", Double(right) / Double(questions.count), risesWithQuality: true)
        }
    }

    /// The loss of each text's targets, in nats.
    private func losses(of texts: [MarkedTokens], _ decoder: TrainableDecoder, on device: TrainingDevice) -> [Double] {
        var result: [Double] = [], next = 0
        while next < texts.count {
            var packer = SequencePacker(sequences: sequences, length: length)
            while next < texts.count, packer.add([texts[next]]) { next += 1 }
            let batch = packer.batch, tape = device.tape(isRecording: false)
            let losses = decoder.tokenLosses(batch, hidden: decoder.hidden(batch, on: tape), on: tape)
            result += packer.textRows.map { rows in losses[rows].reduce(0.0) { $0 + Double($1) } }
        }
        return result
    }
}
