public import Foundation

extension Tokenizer {
    /// The tokenizer in a file `tokenizer.json`, as HF tokenizers writes it.
    public init(contentsOf file: URL) throws(TokenizerError) {
        let data: Data
        do {
            data = try Data(contentsOf: file)
        } catch {
            throw .unreadableFile(file: file.path, reason: error.localizedDescription)
        }
        try self.init(json: Array(data), file: file.path)
    }

    /// The tokenizer that the bytes of a `tokenizer.json` describe.
    ///
    /// - Parameter file: Its name, for errors.
    public init(json bytes: [UInt8], file: String) throws(TokenizerError) {
        self = try TokenizerJSON(bytes, file: file).tokenizer()
    }
}
