import Foundation

/// Why a run can't begin, go on or be saved.
package enum RunError: Error, Hashable, CustomStringConvertible {
    /// The folder holds a run of another recipe.
    case otherRecipe(path: String)
    case noRun(path: String)
    case busy(path: String)
    case unreadable(path: String, reason: String)
    case unwritable(path: String, reason: String)
    /// A checkpoint isn't what was saved.
    case damagedCheckpoint(path: String, problem: String)
    case noUsableCheckpoint(path: String, problems: [String])
    case otherModel(path: String, problem: String)
    case otherData(path: String, expected: String, found: String)
    case vocabularyMismatch(model: Int, tokenizer: Int)
    case tooLittleMemory(needed: Int, available: Int)
    /// The loss is no number or far above the recent ones.
    case spike(step: Int, loss: Double, recent: Double, norm: Double, documents: [String])
    case notExportable(format: String, problem: String)

    package var description: String {
        switch self {
        case .otherRecipe(let path):
            "\(path) holds a run of another recipe. Choose another folder with --output, or go on with that run by --resume."
        case .noRun(let path):
            "There is no run in \(path): recipe.yaml is missing. Start one with truthgpt train RECIPE."
        case .busy(let path):
            "Another program trains in \(path). Wait for it to end, or choose another folder with --output."
        case .unreadable(let path, let reason):
            "\(path) can't be read: \(reason)."
        case .unwritable(let path, let reason):
            "\(path) can't be written: \(reason). Earlier checkpoints are untouched; make room and go on with --resume."
        case .damagedCheckpoint(let path, let problem):
            "The checkpoint \(path) is damaged: \(problem)."
        case .noUsableCheckpoint(let path, let problems):
            "None of the checkpoints in \(path) can be used:\n" + problems.map { "  \($0)" }.joined(separator: "\n")
        case .otherModel(let path, let problem):
            "\(path) holds another model than the recipe's: \(problem)."
        case .otherData(let path, let expected, let found):
            "The data in \(path) changed since the run began (SHA-256 \(found.prefix(12))…, not \(expected.prefix(12))…). Bring back the old ones, or start a new run."
        case .vocabularyMismatch(let model, let tokenizer):
            "The model to start from has \(model) tokens, the shards' tokenizer \(tokenizer). Make the shards with the model's own tokenizer."
        case .tooLittleMemory(let needed, let available):
            "The run would take about \(Self.gigabytes(needed)) of memory, and \(Self.gigabytes(available)) are free. Choose fewer batch.sequences (and more batch.accumulation), shorter sequences, or run.recompute=true."
        case .spike(let step, let loss, let recent, let norm, let documents):
            "Step \(step): the loss is \(loss) after a recent mean of \(recent), the gradient's norm \(norm). Its batch read: \(documents.joined(separator: ", ")). The last checkpoint is untouched; lower the learning rate, or choose run.spike=skip."
        case .notExportable(let format, let problem):
            "The model can't be written as \(format): \(problem)."
        }
    }

    private static func gigabytes(_ bytes: Int) -> String { String(format: "%.1f GB", Double(bytes) / 1e9) }
}
