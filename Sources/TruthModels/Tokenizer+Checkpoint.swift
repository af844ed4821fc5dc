import Foundation
internal import TruthCheckpoints
internal import TruthTokens

extension Tokenizer {
    /// The tokenizer that comes with a model: in a GGUF file's metadata, or as `tokenizer.json` in a folder.
    init(of checkpoint: Checkpoint) throws(TokenizerError) {
        if checkpoint.configuration == nil {
            try self.init(metadata: checkpoint.metadata)
        } else {
            try self.init(contentsOf: URL(fileURLWithPath: checkpoint.path).appendingPathComponent("tokenizer.json"))
        }
    }
}
