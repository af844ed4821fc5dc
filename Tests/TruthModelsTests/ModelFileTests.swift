import Foundation
import Testing
import TruthCheckpoints
import TruthModels

/// A small, sound model file whose parts can be changed one by one.
private struct ModelFile {
    var settings: [(key: String, value: GGUFWriter.Value)] = [
        ("general.architecture", .string("llama")),
        ("llama.block_count", .uint32(2)), ("llama.context_length", .uint32(64)), ("llama.embedding_length", .uint32(8)),
        ("llama.feed_forward_length", .uint32(12)), ("llama.attention.head_count", .uint32(2)),
        ("llama.attention.head_count_kv", .uint32(1)), ("llama.attention.layer_norm_rms_epsilon", .float32(1e-5)),
    ]
    var tensors: [(name: String, shape: [Int])] = {
        var tensors: [(name: String, shape: [Int])] = [("token_embd.weight", [10, 8]), ("output_norm.weight", [8])]
        for block in ["blk.0.", "blk.1."] {
            tensors += [
                (block + "attn_norm.weight", [8]), (block + "attn_q.weight", [8, 8]), (block + "attn_k.weight", [4, 8]),
                (block + "attn_v.weight", [4, 8]), (block + "attn_output.weight", [8, 8]), (block + "ffn_norm.weight", [8]),
                (block + "ffn_gate.weight", [12, 8]), (block + "ffn_up.weight", [12, 8]), (block + "ffn_down.weight", [8, 12]),
            ]
        }
        return tensors
    }()

    mutating func set(_ key: String, _ value: GGUFWriter.Value?) {
        settings.removeAll { $0.key == key }
        if let value { settings.append((key, value)) }
    }

    mutating func set(_ name: String, shape: [Int]?) {
        tensors.removeAll { $0.name == name }
        if let shape { tensors.append((name, shape)) }
    }

    /// What opening the file says; `nil` if it opens.
    func complaint() throws -> String? {
        var writer = GGUFWriter()
        for (key, value) in settings { writer.add(key, value) }
        for (name, shape) in tensors {
            writer.add(name, shape: shape, values: Array(repeating: 0.5, count: shape.reduce(1, *)))
        }
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("truthgpt-\(UUID().uuidString).gguf")
        try Data(writer.bytes()).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        do {
            _ = try Decoder(opening: Checkpoint.open(path: url.path))
            return nil
        } catch {
            return "\(error)"
        }
    }
}

@Suite struct ModelFileTests {
    @Test func `a sound file opens`() throws {
        #expect(try ModelFile().complaint() == nil)
    }

    @Test(arguments: [
        ("general.architecture", GGUFWriter.Value.string("mamba"), ["mamba", "llama", "qwen3moe", "gemma3"]),
        ("general.architecture", nil, ["general.architecture"]),
        ("llama.block_count", .uint32(3), ["blk.2."]),
        ("llama.block_count", .uint32(4096), ["blk.2."]),
        ("llama.block_count", .uint64(1 << 62), ["llama.block_count"]),
        ("llama.block_count", .uint32(0), ["llama.block_count"]),
        ("llama.block_count", nil, ["llama.block_count"]),
        ("llama.embedding_length", .uint32(16), ["token_embd.weight", "[10, 8]", "[10, 16]"]),
        ("llama.embedding_length", .int32(-8), ["llama.embedding_length", "-8"]),
        ("llama.feed_forward_length", .uint32(13), ["ffn_gate", "13"]),
        ("llama.attention.head_count", .uint32(3), ["attn_q", "[8, 8]", "[6, 8]"]),
        ("llama.attention.head_count", .string("2"), ["llama.attention.head_count", "a string"]),
        ("llama.attention.head_count_kv", .uint32(2), ["attn_k", "[4, 8]", "[8, 8]"]),
        ("llama.attention.key_length", .uint32(5), ["width of a head", "5"]),
        ("llama.attention.key_length", .uint32(1 << 19), ["width of a head"]),
        ("llama.attention.value_length", .uint32(6), ["value_length"]),
        ("llama.rope.dimension_count", .uint32(2), ["rope.dimension_count"]),
        ("llama.rope.scaling.type", .string("ntk"), ["ntk", "linear"]),
        ("llama.rope.freq_base", .float32(0), ["base", "0.0"]),
        ("llama.attention.layer_norm_rms_epsilon", .float32(.nan), ["epsilon", "nan"]),
        ("llama.expert_count", .uint32(4), ["expert"]),
    ] as [(String, GGUFWriter.Value?, [String])])
    func `a setting that can't be meant is refused by name`(key: String, value: GGUFWriter.Value?, words: [String]) throws {
        var file = ModelFile()
        file.set(key, value)
        let complaint = try #require(try file.complaint())
        for word in words { #expect(complaint.contains(word), "\(complaint)") }
        #expect(complaint.contains(".gguf"), "names the file: \(complaint)")
    }

    @Test func `each tensor that is missing or misshaped is named, with both shapes`() throws {
        for (name, shape) in ModelFile().tensors {
            var file = ModelFile()
            file.set(name, shape: nil)
            #expect(try #require(try file.complaint()).contains(name))
            file.set(name, shape: shape.dropLast() + [shape.last! + 1])
            let complaint = try #require(try file.complaint())
            #expect(complaint.contains(name) || name == "token_embd.weight", "\(complaint)")
        }
    }

    @Test func `an untied head must fit, and biases are refused rather than left out`() throws {
        var file = ModelFile()
        file.set("output.weight", shape: [10, 8])
        #expect(try file.complaint() == nil)
        file.set("output.weight", shape: [9, 8])
        #expect(try #require(try file.complaint()).contains("output.weight"))
        file = ModelFile()
        file.set("blk.0.attn_q.bias", shape: [8])
        #expect(try #require(try file.complaint()).contains("blk.0.attn_q.bias"))
    }

    @Test(arguments: [
        (#""model_type": "llama""#, #""model_type": "mamba""#, ["mamba", "llama", "qwen3_moe", "gemma3_text"]),
        (#""attention_bias": false"#, #""attention_bias": true"#, ["attention_bias", "true"]),
        (#""hidden_act": "silu""#, #""hidden_act": "gelu""#, ["hidden_act", "gelu", "silu"]),
        (#""rope_type": "llama3""#, #""rope_type": "dynamic""#, ["dynamic", "llama3"]),
        (#""num_hidden_layers": 3"#, #""num_hidden_layers": 4"#, ["model.layers.3."]),
        (#""num_hidden_layers": 3"#, #""num_hidden_layers": 3.5"#, ["num_hidden_layers", "3.5"]),
        (#""num_hidden_layers": 3,"#, "", ["num_hidden_layers", "missing"]),
        (#""vocab_size": 101"#, #""vocab_size": 102"#, ["embed_tokens", "102"]),
        (#""tie_word_embeddings": false"#, #""tie_word_embeddings": "no""#, ["tie_word_embeddings", "no"]),
    ])
    func `a config.json that can't be meant is refused by name`(found: String, replacement: String, words: [String]) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("truthgpt-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let golden = URL(fileURLWithPath: Goldens.path("llama-untied"))
        let configuration = try String(contentsOf: golden.appendingPathComponent("config.json"), encoding: .utf8)
        #expect(configuration.contains(found))
        try configuration.replacingOccurrences(of: found, with: replacement)
            .write(to: folder.appendingPathComponent("config.json"), atomically: true, encoding: .utf8)
        try FileManager.default.copyItem(
            at: golden.appendingPathComponent("model.safetensors"), to: folder.appendingPathComponent("model.safetensors"))
        do {
            _ = try Decoder(opening: Checkpoint.open(path: folder.path))
            Issue.record("opened with \(replacement)")
        } catch {
            for word in words { #expect("\(error)".contains(word), "\(error)") }
        }
    }

    @Test func `an encoder is no generator and a generator no encoder`() throws {
        #expect(throws: ModelError.unsupportedArchitecture(path: Goldens.path("llama-tied"), name: "llama", supported: ["bert", "modernbert"])) {
            try SentenceEncoder.load(path: Goldens.path("llama-tied"))
        }
        #expect(throws: (any Error).self) { try SentenceEncoder.load(path: Goldens.path("tiny-chat.gguf")) }
        #expect(throws: CheckpointError.self) { try Engine.load(modelPath: "/no/such/model.gguf") }
    }
}
