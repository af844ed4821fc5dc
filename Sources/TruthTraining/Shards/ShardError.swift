/// Why token shards can't be made, opened or read.
package enum ShardError: Error, Hashable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case unwritable(path: String, reason: String)
    /// The folder has no manifest.
    case noShards(path: String)
    case invalidManifest(path: String, problem: String)
    /// A file of the shards is not what the manifest says.
    case damaged(path: String, problem: String)
    /// Somebody else writes shards into the folder.
    case busy(path: String)
    case invalidRecipe(problem: String)
    case invalidGroups(path: String, line: Int, problem: String)
    case emptyCorpus
    /// All documents fell to the validation side.
    case nothingToTrainOn(documents: Int)
    /// No token ends a text.
    case noEndToken(tokenizer: String, looked: [String])
    case unknownEndToken(tokenizer: String, token: String)
    case otherTokenizer(path: String, expected: String, found: String)
    /// The position was saved while reading something else.
    case otherPosition(path: String, problem: String)
    case tooFewTokens(path: String, split: String, tokens: Int, needed: Int)

    package var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path) can't be read: \(reason). Check the path and its permissions."
        case .unwritable(let path, let reason):
            "\(path) can't be written: \(reason). Nothing was changed; make room or choose another folder, and start again."
        case .noShards(let path):
            "There are no token shards in \(path): manifest.json is missing. Make them with truthgpt corpus shards."
        case .invalidManifest(let path, let problem):
            "\(path): \(problem). Make the shards again with truthgpt corpus shards."
        case .damaged(let path, let problem):
            "\(path): \(problem). The file was changed or damaged after it was made; make the shards again with truthgpt corpus shards."
        case .busy(let path):
            "Another program writes shards into \(path). Wait for it to end, or choose another folder."
        case .invalidRecipe(let problem):
            problem
        case .invalidGroups(let path, let line, let problem):
            "\(path), line \(line): \(problem). Each line is: identity, tab, name of the group."
        case .emptyCorpus:
            "There are no documents to make shards of. Check the paths, or add documents to the store first."
        case .nothingToTrainOn(let documents):
            "All \(documents) documents fell to validation, and none is left to train on. Choose a smaller share, or another seed."
        case .noEndToken(let tokenizer, let looked):
            "\(tokenizer) has no token that ends a text; looked for: \(looked.joined(separator: ", ")). Name one with --end-token."
        case .unknownEndToken(let tokenizer, let token):
            "\(tokenizer) has no special token '\(token)'. Name one of its own with --end-token."
        case .otherTokenizer(let path, let expected, let found):
            "The shards in \(path) were made with another tokenizer (SHA-256 \(expected.prefix(12))…, not \(found.prefix(12))…). Use the tokenizer.json beside the shards."
        case .otherPosition(let path, let problem):
            "The saved position doesn't belong to the shards in \(path): \(problem). Start from the beginning, or bring back the shards it was saved with."
        case .tooFewTokens(let path, let split, let tokens, let needed):
            "The \(split) shards in \(path) have \(tokens) tokens, and one sequence needs \(needed). Add documents, or choose shorter sequences."
        }
    }
}
