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
}
