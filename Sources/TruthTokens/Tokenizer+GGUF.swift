public import TruthCheckpoints

extension Tokenizer {
    /// The tokenizer that a GGUF file carries in its metadata.
    ///
    /// - Parameter metadata: The file's keys and values; `tokenizer.ggml.model` must be `gpt2`, byte-level byte pairs.
    public init(metadata: Metadata) throws(TokenizerError) {
        let fields = GGUFFields(metadata)
        try fields.require("tokenizer.ggml.model", in: ["gpt2"])
        let name = try fields.require("tokenizer.ggml.pre", in: GGUFFields.preTokenizers.keys.sorted())
        guard let preTokenizer = GGUFFields.preTokenizers[name] else {
            preconditionFailure("GGUFFields: '\(name)' was just found among the supported")
        }
        if try fields.read({ metadata throws(CheckpointError) in try metadata.bool(ifPresent: "tokenizer.ggml.add_space_prefix") }) == true {
            throw .unsupported(
                file: metadata.file, field: "tokenizer.ggml.add_space_prefix", value: "true", supported: ["false"])
        }
        let tokens = try fields.read { metadata throws(CheckpointError) in try metadata.strings("tokenizer.ggml.tokens") }
        let files = BytePairFiles(
            file: metadata.file, tokens: tokens, kinds: try fields.kinds(count: tokens.count),
            merges: try fields.read { metadata throws(CheckpointError) in try metadata.strings("tokenizer.ggml.merges") },
            preTokenizer: preTokenizer, takesWholeWords: preTokenizer == .llama3)
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
