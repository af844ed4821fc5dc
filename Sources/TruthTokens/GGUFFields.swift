import TruthCheckpoints

/// Reads the `tokenizer.ggml.` keys of a GGUF file.
struct GGUFFields {
    /// By the names that GGUF files use; some models have several.
    static let preTokenizers: [String: PreTokenizer] = [
        "gpt-2": .gpt2, "smollm": .smolLM, "llama-bpe": .llama3, "llama3": .llama3, "llama-v3": .llama3,
    ]

    private let metadata: Metadata

    init(_ metadata: Metadata) { self.metadata = metadata }

    /// What `body` reads, with its error made ours.
    func read<Value>(_ body: (Metadata) throws(CheckpointError) -> Value) throws(TokenizerError) -> Value {
        do throws(CheckpointError) { return try body(metadata) } catch { throw .checkpoint(error) }
    }

    /// The string at `key`, which must be one of `supported`.
    @discardableResult
    func require(_ key: String, in supported: [String]) throws(TokenizerError) -> String {
        let value = try read { metadata throws(CheckpointError) in try metadata.string(key) }
        guard supported.contains(value) else {
            throw .unsupported(file: metadata.file, field: key, value: "'\(value)'", supported: supported)
        }
        return value
    }

    /// The tokens and merges of a byte-level byte-pair tokenizer.
    func bytePairFiles() throws(TokenizerError) -> BytePairFiles {
        try require("tokenizer.ggml.model", in: ["gpt2"])
        let name = try require("tokenizer.ggml.pre", in: GGUFFields.preTokenizers.keys.sorted())
        guard let preTokenizer = GGUFFields.preTokenizers[name] else {
            preconditionFailure("GGUFFields: '\(name)' was just found among the supported")
        }
        if try read({ metadata throws(CheckpointError) in try metadata.bool(ifPresent: "tokenizer.ggml.add_space_prefix") }) == true {
            throw .unsupported(
                file: metadata.file, field: "tokenizer.ggml.add_space_prefix", value: "true", supported: ["false"])
        }
        let tokens = try read { metadata throws(CheckpointError) in try metadata.strings("tokenizer.ggml.tokens") }
        return BytePairFiles(
            file: metadata.file, tokens: tokens, kinds: try kinds(count: tokens.count),
            merges: try read { metadata throws(CheckpointError) in try metadata.strings("tokenizer.ggml.merges") },
            preTokenizer: preTokenizer, takesWholeWords: preTokenizer == .llama3)
    }

    /// What each token is for; without the key, all are normal.
    func kinds(count: Int) throws(TokenizerError) -> [TokenKind] {
        let key = "tokenizer.ggml.token_type"
        guard let types = try read({ metadata throws(CheckpointError) in try metadata.integers(ifPresent: key) }) else { return [] }
        guard types.count == count else {
            throw .invalidValue(
                file: metadata.file, field: key, value: "a list of \(types.count)", problem: "there are \(count) tokens")
        }
        var kinds: [TokenKind] = []
        kinds.reserveCapacity(count)
        for (id, type) in types.enumerated() {
            switch type {
            case 1: kinds.append(.normal)
            case 2: kinds.append(.unknown)
            case 3: kinds.append(.control)
            case 4: kinds.append(.userDefined)
            case 5: kinds.append(.unused)
            default:
                throw .unsupported(
                    file: metadata.file, field: "\(key)[\(id)]", value: "\(type)",
                    supported: ["1 normal", "2 unknown", "3 control", "4 user-defined", "5 unused"])
            }
        }
        return kinds
    }

    func specialTokens(count: Int) throws(TokenizerError) -> SpecialTokens {
        SpecialTokens(
            beginning: try id("bos", count), end: try id("eos", count), endOfTurn: try id("eot", count),
            unknown: try id("unknown", count), padding: try id("padding", count))
    }

    /// The token that opens or closes a whole text, or none, as `add_…_token` says.
    func frame(_ name: String, _ id: Int?, unlessStated: Bool) throws(TokenizerError) -> [Int] {
        let key = "tokenizer.ggml.add_\(name)_token"
        let isStated = try read { metadata throws(CheckpointError) in try metadata.bool(ifPresent: key) }
        guard isStated ?? unlessStated else { return [] }
        guard let id else { throw .missingField(file: metadata.file, field: "tokenizer.ggml.\(name)_token_id") }
        return [id]
    }

    private func id(_ name: String, _ count: Int) throws(TokenizerError) -> Int? {
        let key = "tokenizer.ggml.\(name)_token_id"
        guard let id = try read({ metadata throws(CheckpointError) in try metadata.integer(ifPresent: key) }) else { return nil }
        guard (0..<count).contains(id) else {
            throw .invalidValue(file: metadata.file, field: key, value: "\(id)", problem: "the vocabulary has ids 0 to \(count - 1)")
        }
        return id
    }
}
