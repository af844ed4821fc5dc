/// Trains a byte-level byte-pair tokenizer: texts go in, bit by bit, and a vocabulary with its merges comes out.
///
/// ```swift
/// let trainer = try TokenizerTrainer(TokenizerRecipe(vocabularySize: 8192), threadCount: 2)
/// for texts in batches { trainer.add(texts) }
/// let trained = try trainer.train()
/// try Data(trained.json.utf8).write(to: file)
/// ```
///
/// Memory grows with the number of different words, not with the corpus. The result is the same whatever the batches, their order
/// and the number of threads.
package final class TokenizerTrainer: Sendable {
    package let recipe: TokenizerRecipe
    private let counter: WordCounter

    package init(_ recipe: TokenizerRecipe, threadCount: Int) throws(TrainingError) {
        try recipe.validate()
        self.recipe = recipe
        counter = WordCounter(recipe.preTokenizer, threadCount: threadCount)
    }

    /// Counts the words of `texts`. What looks like a special token in them is ordinary text.
    package func add(_ texts: [String]) {
        counter.add(texts)
    }

    /// Learns from everything added so far.
    ///
    /// - Parameter progress: Called now and then with the number of tokens so far.
    package func train(progress: (_ tokenCount: Int) -> Void = { _ in }) throws(TrainingError) -> TrainedTokenizer {
        let words = counter.total()
        guard words.count > 0 else { throw .emptyCorpus }
        var learner = BytePairLearner(
            words, vocabulary: startingVocabulary(), vocabularySize: recipe.vocabularySize, minimumFrequency: recipe.minimumFrequency)
        learner.learn(progress: progress)
        return TrainedTokenizer(
            recipe: recipe, vocabulary: learner.vocabulary, merges: learner.merges, wordCount: words.count)
    }

    /// Special tokens, then the bytes in the order of the characters they are written with.
    private func startingVocabulary() -> Vocabulary {
        var vocabulary = Vocabulary(capacity: recipe.vocabularySize)
        for token in recipe.specialTokens { _ = vocabulary.append(Array(token.utf8), kind: .control) }
        for byte in ByteLevelAlphabet.bytesByScalar { _ = vocabulary.append([byte], kind: .normal) }
        return vocabulary
    }
}
