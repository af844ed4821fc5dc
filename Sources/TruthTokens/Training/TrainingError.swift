/// Why a tokenizer can't be trained.
public enum TrainingError: Error, Hashable, CustomStringConvertible {
    case vocabularySize(Int, least: Int, most: Int)
    case minimumFrequency(Int)
    case specialToken(String, problem: String)
    /// There was no text to learn from.
    case emptyCorpus

    public var description: String {
        switch self {
        case .vocabularySize(let size, let least, let most):
            "A vocabulary of \(size) tokens can't be trained: the special tokens and the 256 bytes take \(least), and \(most) is the most. Choose a size between."
        case .minimumFrequency(let frequency):
            "A minimum frequency of \(frequency) means nothing; choose 1 (every pair) or more."
        case .specialToken(let token, let problem):
            "The special token '\(token)' \(problem)."
        case .emptyCorpus:
            "There is no text to train a tokenizer on. Check the paths, or add documents to the store first."
        }
    }
}
