package import TruthCheckpoints

extension Tokenizer {
    /// The text of the `tokenizer.json` that says what a GGUF file's `tokenizer.ggml.` keys say, for byte-level byte pairs.
    ///
    /// - Throws: ``TokenizerError`` where the keys are damaged or describe another kind of tokenizer.
    package static func json(metadata: Metadata) throws(TokenizerError) -> String {
        let fields = GGUFFields(metadata), files = try fields.bytePairFiles(), tokens = files.tokens, preTokenizer = files.preTokenizer
        // Swift's == takes different spellings of an accent for the same text; a vocabulary doesn't.
        guard Set(tokens.map { Array($0.utf8) }).count == tokens.count else {
            throw .invalidValue(file: metadata.file, field: "tokenizer.ggml.tokens", value: "a list of \(tokens.count)", problem: "a token comes twice")
        }
        let kinds = files.kinds.isEmpty ? tokens.map { _ in TokenKind.normal } : files.kinds, special = try fields.specialTokens(count: tokens.count)
        let opening = try fields.frame("bos", special.beginning, unlessStated: preTokenizer == .llama3)
        let model = JSONObject([
            ("type", .string("BPE")), ("dropout", .null), ("unk_token", .null), ("continuing_subword_prefix", .null),
            ("end_of_word_suffix", .null), ("fuse_unk", .bool(false)), ("byte_fallback", .bool(false)),
            ("ignore_merges", .bool(preTokenizer == .llama3)),
            ("vocab", .object(JSONObject(tokens.enumerated().map { (key: $1, value: JSONValue.integer($0)) }))),
            ("merges", .array(files.merges.map { .string($0) })),
        ])
        let file = JSONObject([
            ("version", .string("1.0")), ("truncation", .null), ("padding", .null), ("added_tokens", .array(added(tokens, kinds))),
            ("normalizer", .null), ("pre_tokenizer", words(preTokenizer)), ("post_processor", frame(opening.first, tokens)),
            ("decoder", byteLevel(addsPrefixSpace: true, usesExpression: true)), ("model", .object(model)),
        ])
        return JSONValue.object(file).description + "\n"
    }

    private static func added(_ tokens: [String], _ kinds: [TokenKind]) -> [JSONValue] {
        kinds.enumerated().compactMap { id, kind in
            guard kind == .control || kind == .unknown || kind == .userDefined else { return nil }
            return .object(
                JSONObject([
                    ("id", .integer(id)), ("content", .string(tokens[id])), ("single_word", .bool(false)), ("lstrip", .bool(false)),
                    ("rstrip", .bool(false)), ("normalized", .bool(false)), ("special", .bool(kind != .userDefined)),
                ]))
        }
    }

    private static func words(_ preTokenizer: PreTokenizer) -> JSONValue {
        guard preTokenizer != .gpt2 else { return byteLevel(addsPrefixSpace: false, usesExpression: true) }
        let first =
            preTokenizer == .smolLM
            ? JSONObject([("type", .string("Digits")), ("individual_digits", .bool(true))])
            : JSONObject([
                ("type", .string("Split")), ("pattern", .object(JSONObject([("Regex", .string(TokenizerJSON.pattern(of: preTokenizer)))]))),
                ("behavior", .string("Isolated")), ("invert", .bool(false)),
            ])
        return .object(
            JSONObject([
                ("type", .string("Sequence")),
                ("pretokenizers", .array([.object(first), byteLevel(addsPrefixSpace: false, usesExpression: preTokenizer == .smolLM)])),
            ]))
    }

    private static func byteLevel(addsPrefixSpace: Bool, usesExpression: Bool) -> JSONValue {
        .object(
            JSONObject([
                ("type", .string("ByteLevel")), ("add_prefix_space", .bool(addsPrefixSpace)), ("trim_offsets", .bool(true)),
                ("use_regex", .bool(usesExpression)),
            ]))
    }

    /// What puts the beginning token before a text, if the file asks for it.
    private static func frame(_ opening: Int?, _ tokens: [String]) -> JSONValue {
        guard let opening else { return .null }
        func piece(_ kind: String, _ id: String) -> JSONValue {
            .object(JSONObject([(kind, .object(JSONObject([("id", .string(id)), ("type_id", .integer(0))])))]))
        }
        let text = tokens[opening], start = piece("SpecialToken", text)
        let special = JSONObject([("id", .string(text)), ("ids", .array([.integer(opening)])), ("tokens", .array([.string(text)]))])
        return .object(
            JSONObject([
                ("type", .string("TemplateProcessing")), ("single", .array([start, piece("Sequence", "A")])),
                ("pair", .array([start, piece("Sequence", "A"), piece("Sequence", "B")])),
                ("special_tokens", .object(JSONObject([(text, .object(special))]))),
            ]))
    }
}
