public import TruthCheckpoints

extension Tokenizer {
    /// The tokenizer that a GGUF file carries in its metadata.
    ///
    /// - Parameter metadata: The file's keys and values; `tokenizer.ggml.model` must be `gpt2`, byte-level byte pairs.
    public init(metadata: Metadata) throws(TokenizerError) {
        let fields = GGUFFields(metadata), files = try fields.bytePairFiles(), preTokenizer = files.preTokenizer, tokens = files.tokens
        let special = try fields.specialTokens(count: tokens.count)
        try self.init(
            files, specialTokens: special,
            // Files of Llama 3 that say nothing begin every text with the beginning token.
            opening: fields.frame("bos", special.beginning, unlessStated: preTokenizer == .llama3),
            closing: fields.frame("eos", special.end, unlessStated: false),
            chatTemplateSource: try fields.read { metadata throws(CheckpointError) in
                try metadata.string(ifPresent: "tokenizer.chat_template")
            })
    }
}
