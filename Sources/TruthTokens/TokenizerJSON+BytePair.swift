extension TokenizerJSON {
    /// GPT-2's regular expression and Llama 3's, as their `tokenizer.json` spell them.
    private static let patterns: [(pattern: String, preTokenizer: PreTokenizer)] = [
        (#"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#, .gpt2),
        (
            #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#,
            .llama3
        ),
    ]

    /// The regular expression by which `preTokenizer` splits.
    ///
    /// - Precondition: It is Llama 3's or GPT-2's.
    static func pattern(of preTokenizer: PreTokenizer) -> String {
        guard let known = patterns.first(where: { $0.preTokenizer == preTokenizer }) else {
            preconditionFailure("pattern: \(preTokenizer) is no single expression")
        }
        return known.pattern
    }

    func bytePairTokenizer(_ model: JSONField) throws(TokenizerError) -> Tokenizer {
        try model.allowOnly([
            "type", "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix", "fuse_unk", "byte_fallback",
            "ignore_merges", "vocab", "merges",
        ])
        if let normalizer = root.optional("normalizer") {
            throw try normalizer.required("type").unsupported(["null"])
        }
        for key in ["dropout", "continuing_subword_prefix", "end_of_word_suffix"] {
            if let field = model.optional(key), field.value.string != "" { throw field.unsupported(["null"]) }
        }
        try model.require("byte_fallback", false, missing: false)
        let preTokenizer = try preTokenizer(root.required("pre_tokenizer"))
        if let decoder = root.optional("decoder") { try Self.requireType(decoder, "ByteLevel") }

        let added = try addedTokens()
        let files = try bytePairFiles(model, added, preTokenizer)
        let frame = try FrameField(root.optional("post_processor"), vocabularySize: files.tokens.count)
        let tokenizer = try Tokenizer(
            files, added: added.map(\.token), specialTokens: SpecialTokens(beginning: frame.opening.first, end: frame.closing.last),
            opening: frame.opening, closing: frame.closing, truncationLength: try truncationLength())
        // Where every byte is a token, the unknown token can't come up.
        if let unknown = model.optional("unk_token"), tokenizer.hasMissingBytes { throw unknown.unsupported(["null"]) }
        return tokenizer
    }

    private func bytePairFiles(
        _ model: JSONField, _ added: [AddedTokenField], _ preTokenizer: PreTokenizer
    ) throws(TokenizerError) -> BytePairFiles {
        let tokens = try tokens(model.required("vocab"), added)
        var kinds = [TokenKind](repeating: .normal, count: tokens.count)
        for token in added { kinds[token.id] = token.isSpecial ? .control : .userDefined }
        return BytePairFiles(
            file: root.file, tokens: tokens, kinds: kinds, merges: try merges(model.required("merges")), preTokenizer: preTokenizer,
            takesWholeWords: try model.bool("ignore_merges", or: false), tokensField: "model.vocab", mergesField: "model.merges")
    }

    /// What the file says of a byte-level byte-pair tokenizer, for writing it in another format.
    func bytePairFiles() throws(TokenizerError) -> BytePairFiles {
        let model = try root.required("model")
        return try bytePairFiles(model, addedTokens(), preTokenizer(root.required("pre_tokenizer")))
    }

    static func requireType(_ field: JSONField, _ type: String) throws(TokenizerError) {
        let found = try field.required("type")
        guard try found.string() == type else { throw found.unsupported([type]) }
    }

    // MARK: - Pre-tokenizer

    private func preTokenizer(_ field: JSONField) throws(TokenizerError) -> PreTokenizer {
        let type = try field.required("type")
        switch try type.string() {
        case "ByteLevel":
            try requireByteLevel(field, usingRegularExpression: true)
            return .gpt2
        case "Sequence":
            let steps = try field.required("pretokenizers").elements()
            guard steps.count == 2 else {
                throw try field.required("pretokenizers").invalid("Digits or Split, then ByteLevel, are the sequences supported")
            }
            return try preTokenizer(steps[0], then: steps[1])
        default:
            throw type.unsupported(["ByteLevel", "Sequence"])
        }
    }

    private func preTokenizer(_ first: JSONField, then second: JSONField) throws(TokenizerError) -> PreTokenizer {
        let type = try first.required("type")
        switch try type.string() {
        case "Digits":
            try first.allowOnly(["type", "individual_digits"])
            try first.require("individual_digits", true, missing: false)
            try requireByteLevel(second, usingRegularExpression: true)
            return .smolLM
        case "Split":
            try requireByteLevel(second, usingRegularExpression: false)
            return try split(first)
        default:
            throw type.unsupported(["Digits", "Split"])
        }
    }

    private func split(_ field: JSONField) throws(TokenizerError) -> PreTokenizer {
        try field.allowOnly(["type", "pattern", "behavior", "invert"])
        try field.require("invert", false, missing: false)
        let behavior = try field.required("behavior")
        guard try behavior.string() == "Isolated" else { throw behavior.unsupported(["Isolated"]) }
        let pattern = try field.required("pattern").required("Regex")
        let text = try pattern.string()
        guard let known = Self.patterns.first(where: { $0.pattern == text }) else {
            throw pattern.unsupported(["the regular expressions of GPT-2 and Llama 3"])
        }
        return known.preTokenizer
    }

    private func requireByteLevel(_ field: JSONField, usingRegularExpression: Bool) throws(TokenizerError) {
        try Self.requireType(field, "ByteLevel")
        // `trim_offsets` is about positions in the text, which aren't reported here.
        try field.allowOnly(["type", "add_prefix_space", "trim_offsets", "use_regex"])
        try field.require("add_prefix_space", false, missing: true)
        try field.require("use_regex", usingRegularExpression, missing: true)
    }

    // MARK: - Merges

    /// Merges come as `"left right"` or as `["left", "right"]`.
    private func merges(_ field: JSONField) throws(TokenizerError) -> [String] {
        let array = try field.array()
        var merges: [String] = []
        merges.reserveCapacity(array.count)
        for (rank, value) in array.enumerated() {
            if let merge = value.string {
                merges.append(merge)
            } else if let left = value[0]?.string, let right = value[1]?.string, value[2] == nil {
                merges.append("\(left) \(right)")
            } else {
                throw .wrongType(
                    file: field.file, field: "\(field.path)[\(rank)]", expected: "\"left right\" or [\"left\", \"right\"]",
                    found: value.kind)
            }
        }
        return merges
    }
}
