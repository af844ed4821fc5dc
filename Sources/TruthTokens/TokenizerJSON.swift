import TruthCheckpoints

/// Reads a `tokenizer.json` as HF tokenizers writes it; what it doesn't understand, it refuses by name.
struct TokenizerJSON {
    let root: JSONField

    init(_ bytes: [UInt8], file: String) throws(TokenizerError) {
        do throws(JSONError) {
            root = JSONField(file: file, path: "", value: try JSONValue.parse(bytes, file: file))
        } catch {
            throw .invalidJSON(error)
        }
        try root.allowOnly([
            "version", "truncation", "padding", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "decoder", "model",
        ])
    }

    func tokenizer() throws(TokenizerError) -> Tokenizer {
        let model = try root.required("model")
        let type = model.optional("type")
        switch try type?.string() ?? "BPE" {
        case "BPE": return try bytePairTokenizer(model)
        case "WordPiece": return try wordPieceTokenizer(model)
        default: throw type?.unsupported(["BPE (byte-level)", "WordPiece"]) ?? .missingField(file: root.file, field: "model.type")
        }
    }

    /// How many tokens the file says a text is cut to; nothing is cut unless a caller asks.
    func truncationLength() throws(TokenizerError) -> Int? {
        guard let length = try root.optional("truncation")?.required("max_length") else { return nil }
        guard try length.integer() > 0 else { throw length.invalid("a text needs at least one token") }
        return try length.integer()
    }

    // MARK: - Vocabulary

    /// Tokens by id, from `model.vocab` and `added_tokens` together.
    ///
    /// Ids must run from 0 without holes, so nothing larger than the file is ever allocated.
    func tokens(_ vocabulary: JSONField, _ added: [AddedTokenField]) throws(TokenizerError) -> [String] {
        let members = try vocabulary.object()
        let own = members.keys
        // An added token may be one of the vocabulary's own, or new.
        let new = added.filter { members[$0.content] == nil }
        var tokens = [String?](repeating: nil, count: own.count + new.count)
        for (token, value) in members {
            let field = JSONField(file: root.file, path: "\(vocabulary.path)['\(token.shortened)']", value: value)
            try Self.place(token, at: try field.integer(), field, &tokens)
        }
        for token in new {
            try Self.place(token.content, at: token.id, token.field, &tokens)
        }
        for token in added where tokens.indices.contains(token.id) == false || !(tokens[token.id] ?? "").isSameBytes(as: token.content) {
            throw token.field.invalid("the vocabulary has another id for '\(token.content.shortened)' than \(token.id)")
        }
        return tokens.map { $0 ?? "" }
    }

    /// As many places as tokens: if none is out of range and none taken twice, none stays empty.
    private static func place(
        _ token: String, at id: Int, _ field: JSONField, _ tokens: inout [String?]
    ) throws(TokenizerError) {
        guard tokens.indices.contains(id) else {
            throw field.invalid("\(tokens.count) tokens have the ids 0 to \(tokens.count - 1), without holes; \(id) is outside")
        }
        if let earlier = tokens[id] { throw field.invalid("'\(earlier.shortened)' has the same id") }
        tokens[id] = token
    }

    func addedTokens() throws(TokenizerError) -> [AddedTokenField] {
        guard let list = root.optional("added_tokens") else { return [] }
        var tokens: [AddedTokenField] = []
        for field in try list.elements() {
            let token = try AddedTokenField(field)
            tokens.append(token)
        }
        return tokens
    }
}

extension String {
    /// Whether both are the same bytes; `==` would also take different spellings of one character for equal.
    func isSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }

    /// At most 40 scalars, for error messages.
    var shortened: String {
        unicodeScalars.count <= 40 ? self : String(unicodeScalars.prefix(40)) + "…"
    }
}
