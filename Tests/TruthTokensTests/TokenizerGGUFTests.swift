import Foundation
import Testing
import TruthCheckpoints
import TruthTokens

struct TokenizerGGUFTests {
    typealias Value = GGUFWriter.Value

    private static let tokens = ["a", "b", "Ġ", "ab", "<s>", "</s>", "<tool>"]

    /// A small vocabulary's metadata; `changes` replace fields, `nil` leaves one out.
    private static func load(_ changes: [String: Value?] = [:]) throws -> Tokenizer {
        var fields: [(String, Value?)] = [
            ("model", .string("gpt2")), ("pre", .string("gpt-2")), ("tokens", .array(.string, tokens.map { .string($0) })),
            ("token_type", .array(.int32, [1, 1, 1, 1, 3, 3, 4].map { .int32($0) })), ("merges", .array(.string, [.string("a b")])),
            ("bos_token_id", .uint32(4)), ("eos_token_id", .uint32(5)), ("add_bos_token", .bool(true)),
        ]
        fields.removeAll { changes.keys.contains($0.0) }
        fields += changes.map { ($0, $1) }
        var writer = GGUFWriter()
        for case (let key, let value?) in fields { writer.add("tokenizer.ggml.\(key)", value) }
        let file = URL.temporaryDirectory.appending(path: "tokens-\(UUID().uuidString).gguf")
        try Data(writer.bytes()).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try Tokenizer(metadata: Checkpoint.open(path: file.path).metadata)
    }

    @Test func `metadata gives tokens, kinds and frame`() throws {
        let tokenizer = try Self.load()
        #expect(tokenizer.encode("ab ab", addingSpecial: true) == [4, 3, 2, 3])
        #expect(tokenizer.encode("<s><tool>") == [6])
        #expect(tokenizer.encode("<s>ab</s>", parsingSpecial: true) == [4, 3, 5])
        #expect(tokenizer.specialTokens == SpecialTokens(beginning: 4, end: 5))
        #expect(tokenizer.endTokens == [5])
        #expect(try Self.load(["pre": .string("llama-bpe"), "add_bos_token": .none]).encode("a", addingSpecial: true) == [4, 0])
        #expect(try Self.load(["add_bos_token": .none]).encode("a", addingSpecial: true) == [0])
        #expect(try Self.load(["add_eos_token": .bool(true)]).encode("a", addingSpecial: true) == [4, 0, 5])
    }

    static let damage: [(key: String, value: Value?, message: String)] = [
        ("model", .string("llama"), "'tokenizer.ggml.model' is 'llama', which is not supported. Supported: gpt2"),
        ("model", .string("bert"), "'bert'"),
        ("model", nil, "'tokenizer.ggml.model'"),
        ("model", .uint32(1), "'tokenizer.ggml.model'"),
        ("pre", .string("qwen2"), "'qwen2', which is not supported. Supported: gpt-2, llama-bpe, llama-v3, llama3, smollm"),
        ("pre", nil, "'tokenizer.ggml.pre'"),
        ("tokens", nil, "'tokenizer.ggml.tokens'"),
        ("tokens", .array(.string, []), "there are 0 tokens"),
        ("tokens", .array(.uint32, [.uint32(1)]), "'tokenizer.ggml.tokens'"),
        ("tokens", .array(.string, ["a", "b", "a", "ab", "x", "y", "z"].map { .string($0) }), "'tokenizer.ggml.tokens[2]' is 'a': token 0"),
        ("merges", nil, "'tokenizer.ggml.merges'"),
        ("merges", .array(.string, [.string("a z")]), "'tokenizer.ggml.merges[0]' is 'a z': its right side is no token"),
        ("merges", .array(.string, [.string("b a")]), "both sides together are no token"),
        ("merges", .array(.string, [.string("")]), "a merge is two tokens"),
        ("token_type", .array(.int32, [.int32(1)]), "'tokenizer.ggml.token_type'"),
        ("token_type", .array(.int32, [1, 1, 1, 1, 3, 3, 6].map { .int32($0) }), "'tokenizer.ggml.token_type[6]' is 6"),
        ("bos_token_id", .uint32(7), "'tokenizer.ggml.bos_token_id' is 7: the vocabulary has ids 0 to 6"),
        ("eos_token_id", .uint32(.max), "'tokenizer.ggml.eos_token_id' is 4294967295"),
        ("bos_token_id", nil, "'tokenizer.ggml.bos_token_id', which is missing"),
        ("add_bos_token", .uint8(1), "'tokenizer.ggml.add_bos_token'"),
        ("add_space_prefix", .bool(true), "'tokenizer.ggml.add_space_prefix' is true"),
    ]

    @Test(arguments: damage.indices)
    func `what is wrong in the metadata is named`(index: Int) throws {
        let (key, value, message) = Self.damage[index]
        let error = try #require(throws: TokenizerError.self) { _ = try Self.load([key: value]) }
        #expect(error.description.contains(message), "\(error)")
        #expect(error.description.contains(".gguf"))
    }
}
