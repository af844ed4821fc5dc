import Crypto
import Foundation
package import TruthTokens

/// The tokenizer that shards are made with: its file, and the token that ends a text.
package struct ShardTokenizer: Sendable {
    /// What a vocabulary usually calls the token that ends a text.
    private static let endTokens = ["<|endoftext|>", "<|end_of_text|>", "</s>", "<eos>", "<|eos|>", "[EOS]", "<|im_end|>"]

    package let tokenizer: Tokenizer
    let json: [UInt8]
    package let sha256: String
    package let endToken: Int
    package let endTokenText: String

    /// Reads a `tokenizer.json`.
    ///
    /// - Parameter endToken: The special token that ends a text; `nil` takes the one that the file puts there, or looks for a usual name.
    package init(path: String, endToken: String? = nil) throws {
        do {
            json = Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw ShardError.unreadable(path: path, reason: error.systemReason)
        }
        tokenizer = try Tokenizer(json: json, file: path)
        sha256 = SHA256.hash(data: json).hexadecimal
        self.endToken = try Self.endToken(endToken, in: tokenizer, path: path)
        endTokenText = String(decoding: tokenizer.bytes(of: self.endToken), as: UTF8.self)
    }

    private static func endToken(_ wanted: String?, in tokenizer: Tokenizer, path: String) throws(ShardError) -> Int {
        if let wanted {
            guard let id = tokenizer.id(ofAddedToken: wanted), tokenizer.isSpecial(id) else {
                throw .unknownEndToken(tokenizer: path, token: wanted)
            }
            return id
        }
        if let end = tokenizer.specialTokens.end { return end }
        for name in endTokens {
            if let id = tokenizer.id(ofAddedToken: name), tokenizer.isSpecial(id) { return id }
        }
        throw .noEndToken(tokenizer: path, looked: endTokens)
    }

    func manifestEntry() -> ShardManifest.TokenizerEntry {
        ShardManifest.TokenizerEntry(
            file: "tokenizer.json", sha256: sha256, vocabularySize: tokenizer.vocabularySize, endToken: endToken,
            endTokenText: endTokenText)
    }
}
