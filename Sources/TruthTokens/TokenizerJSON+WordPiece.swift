extension TokenizerJSON {
    func wordPieceTokenizer(_ model: JSONField) throws(TokenizerError) -> Tokenizer {
        try model.allowOnly(["type", "unk_token", "continuing_subword_prefix", "max_input_chars_per_word", "vocab"])
        let isLowercased = try isLowercased(root.required("normalizer"))
        let preTokenizer = try root.required("pre_tokenizer")
        try Self.requireType(preTokenizer, "BertPreTokenizer")
        try preTokenizer.allowOnly(["type"])

        let added = try addedTokens()
        let tokens = try tokens(model.required("vocab"), added)
        let vocabulary = try vocabulary(tokens, added)
        let unknown = try unknownToken(model, tokens)
        let prefix = try model.optional("continuing_subword_prefix")?.string() ?? "##"
        let longestWord = try model.optional("max_input_chars_per_word")?.integer() ?? 100
        guard longestWord > 0 else { throw try model.required("max_input_chars_per_word").invalid("a word has at least one character") }
        let encoder = WordPieceEncoder(
            vocabulary: vocabulary, unknown: unknown, prefix: Array(prefix.utf8), longestWord: longestWord,
            isLowercased: isLowercased, cleansUp: try cleansUp(prefix: prefix))
        let frame = try FrameField(root.optional("post_processor"), vocabularySize: tokens.count)
        let special = SpecialTokens(
            beginning: frame.opening.first, end: frame.closing.last, unknown: unknown,
            padding: added.first { $0.content == "[PAD]" }?.id)
        return Tokenizer(
            vocabulary: vocabulary, model: .wordPiece(encoder), added: added.map(\.token), specialTokens: special,
            opening: frame.opening, closing: frame.closing, truncationLength: try truncationLength())
    }

    private func vocabulary(_ tokens: [String], _ added: [AddedTokenField]) throws(TokenizerError) -> Vocabulary {
        var kinds = [TokenKind](repeating: .normal, count: tokens.count)
        for token in added {
            // Looking for a token in the normalised text would need the places where the text was changed.
            guard !token.isNormalized else { throw try token.field.required("normalized").unsupported(["false"]) }
            kinds[token.id] = token.isSpecial ? .control : .userDefined
        }
        var vocabulary = Vocabulary(capacity: tokens.count)
        for (id, token) in tokens.enumerated() {
            let earlier = vocabulary.append(Array(token.utf8), kind: kinds[id])
            precondition(earlier == nil, "TokenizerJSON: the keys of an object came twice")
        }
        return vocabulary
    }

    private func unknownToken(_ model: JSONField, _ tokens: [String]) throws(TokenizerError) -> Int {
        let field = try model.required("unk_token")
        let name = try field.string()
        guard let id = tokens.firstIndex(where: { $0.isSameBytes(as: name) }) else { throw field.invalid("the vocabulary lacks it") }
        return id
    }

    /// BERT's two normalisers: in lower case without accents, or as it stands.
    private func isLowercased(_ field: JSONField) throws(TokenizerError) -> Bool {
        try Self.requireType(field, "BertNormalizer")
        try field.allowOnly(["type", "clean_text", "handle_chinese_chars", "strip_accents", "lowercase"])
        try field.require("clean_text", true, missing: true)
        try field.require("handle_chinese_chars", true, missing: true)
        let isLowercased = try field.bool("lowercase", or: true)
        // Accents go exactly when letters become small, which is also what `null` means.
        try field.require("strip_accents", isLowercased, missing: isLowercased)
        return isLowercased
    }

    private func cleansUp(prefix: String) throws(TokenizerError) -> Bool {
        guard let decoder = root.optional("decoder") else { return false }
        try Self.requireType(decoder, "WordPiece")
        try decoder.allowOnly(["type", "prefix", "cleanup"])
        if let own = decoder.optional("prefix"), try own.string() != prefix { throw own.unsupported(["'\(prefix)'"]) }
        return try decoder.bool("cleanup", or: true)
    }
}
