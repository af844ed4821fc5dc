package import TruthCheckpoints

extension Tokenizer {
    /// The `tokenizer.ggml.` keys of a GGUF file for a byte-level BPE `tokenizer.json`, the inverse of ``init(metadata:)``.
    ///
    /// - Parameters:
    ///   - json: The file's bytes.
    ///   - endToken: The id that ends, and so begins, a text.
    /// - Throws: ``TokenizerError`` where the file is damaged or holds another kind of tokenizer.
    package static func ggufKeys(json: [UInt8], file: String, endToken: Int) throws(TokenizerError) -> [(key: String, value: GGUFWriter.Value)] {
        let files = try TokenizerJSON(json, file: file).bytePairFiles()
        let types = files.tokens.indices.map { id -> Int32 in
            switch files.kinds.isEmpty ? .normal : files.kinds[id] {
            case .normal: 1
            case .unknown: 2
            case .control: 3
            case .userDefined: 4
            default: 5
            }
        }
        return [
            ("tokenizer.ggml.model", .string("gpt2")),
            ("tokenizer.ggml.pre", .string(files.preTokenizer.rawValue)),
            ("tokenizer.ggml.tokens", .array(.string, files.tokens.map { .string($0) })),
            ("tokenizer.ggml.token_type", .array(.int32, types.map { .int32($0) })),
            ("tokenizer.ggml.merges", .array(.string, files.merges.map { .string($0) })),
            ("tokenizer.ggml.bos_token_id", .uint32(UInt32(endToken))), ("tokenizer.ggml.eos_token_id", .uint32(UInt32(endToken))),
            ("tokenizer.ggml.add_bos_token", .bool(false)), ("tokenizer.ggml.add_eos_token", .bool(false)),
        ]
    }

    /// The `tokenizer.json` of the tokenizer that a GGUF file carries, as HF tokenizers writes it.
    ///
    /// - Throws: ``TokenizerError`` where the metadata is damaged or holds another kind of tokenizer, or one that puts tokens around every text.
    package static func json(metadata: Metadata) throws(TokenizerError) -> String {
        let fields = GGUFFields(metadata), files = try fields.bytePairFiles(), special = try fields.specialTokens(count: files.tokens.count)
        let opening = try fields.frame("bos", special.beginning, unlessStated: files.preTokenizer == .llama3)
        let closing = try fields.frame("eos", special.end, unlessStated: false)
        guard opening.isEmpty, closing.isEmpty else {
            throw .unsupported(file: metadata.file, field: "tokenizer.ggml.add_bos_token", value: "true", supported: ["false, for a tokenizer.json"])
        }
        let kinds = files.kinds.isEmpty ? files.tokens.map { _ in TokenKind.normal } : files.kinds
        var writer = TokenizerJSONWriter()
        writer.write(
            TokenizerJSONWriter.Contents(
                added: files.tokens.enumerated().filter { kinds[$0.offset] != .normal }
                    .map { (id: $0.offset, content: $0.element, isSpecial: kinds[$0.offset] != .userDefined) },
                preTokenizer: files.preTokenizer, names: files.tokens,
                merges: files.merges.map { merge in
                    let parts = merge.split(separator: " ", maxSplits: 1)
                    return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
                }, takesWholeWords: files.takesWholeWords))
        return writer.text
    }
}
