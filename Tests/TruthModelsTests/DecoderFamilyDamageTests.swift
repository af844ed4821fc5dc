import Foundation
import Testing
import TruthCheckpoints
import TruthModels

@Suite struct DecoderFamilyDamageTests {
    private static let folders = ["qwen2", "qwen3", "qwen3moe", "gemma2", "gemma3", "phi3", "smollm3", "olmo2"]

    @Test(arguments: folders + folders.map { $0 + "/model.gguf" })
    func `each tensor that is missing is named`(file: String) throws {
        let path = Goldens.path("families/" + file), source = file.hasSuffix("gguf") ? path : path + "/model.safetensors"
        let bytes = try Data(contentsOf: URL(fileURLWithPath: source))
        for tensor in try Checkpoint.open(path: path).tensors {
            // Without a head of its own a GGUF file ties it to the embedding.
            guard tensor.name != "output.weight" else { continue }
            let name = Data(tensor.name.utf8), place = try #require(bytes.range(of: name))
            var damaged = bytes
            damaged[place.upperBound - 1] ^= 0x20
            let complaint = try #require(try Self.complaint(damaged, like: path), "\(tensor.name)")
            #expect(complaint.contains(tensor.name), "\(complaint)")
        }
    }

    @Test(arguments: [
        ("qwen2", #""hidden_size": 24"#, #""hidden_size": 32"#, ["[40, 24]", "[40, 32]"]),
        ("qwen2", #""num_key_value_heads": 2"#, #""num_key_value_heads": 3"#, ["key-value heads", "3", "4"]),
        ("qwen2", #""rope_type": "yarn""#, #""rope_type": "dynamic""#, ["dynamic", "yarn"]),
        ("qwen2", #""factor": 4.0"#, #""factor": -4.0"#, ["scaling of the rotation"]),
        ("qwen2-windows", #""sliding_window": 33"#, #""sliding_window": 0"#, ["sliding_window", "0"]),
        ("qwen3", #""head_dim": 14"#, #""head_dim": 15"#, ["width of a head", "15"]),
        ("qwen3", #""head_dim": 14"#, #""head_dim": 258"#, ["width of a head", "258", "256"]),
        ("qwen3", #""attention_bias": false"#, #""attention_bias": true"#, ["attention_bias"]),
        ("qwen3moe", #""num_experts_per_tok": 2"#, #""num_experts_per_tok": 6"#, ["experts per token", "6", "5"]),
        ("qwen3moe", #""num_experts_per_tok": 2"#, #""num_experts_per_tok": 0"#, ["num_experts_per_tok", "0"]),
        ("qwen3moe", #""mlp_only_layers": []"#, #""mlp_only_layers": [0]"#, ["mlp_only_layers"]),
        ("qwen3moe", #""decoder_sparse_step": 1"#, #""decoder_sparse_step": 2"#, ["decoder_sparse_step", "2"]),
        ("qwen3moe", #""moe_intermediate_size": 12"#, #""moe_intermediate_size": 1000000000000"#, ["moe_intermediate_size", "1000000000000"]),
        ("gemma2", #""query_pre_attn_scalar": 18"#, #""query_pre_attn_scalar": -18"#, ["scale of attention"]),
        ("gemma2", #""attn_logit_softcapping": 2.0"#, #""attn_logit_softcapping": 0.0"#, ["cap on attention"]),
        ("gemma2", #""final_logit_softcapping": 3.0"#, #""final_logit_softcapping": "x""#, ["final_logit_softcapping", "number"]),
        ("gemma2", #""hidden_activation": "gelu_pytorch_tanh""#, #""hidden_activation": "relu""#, ["hidden_activation", "relu"]),
        ("gemma3", #""model_type": "gemma3_text""#, #""model_type": "gemma3""#, ["gemma3", "gemma3_text"]),
        ("gemma3", #""use_bidirectional_attention": false"#, #""use_bidirectional_attention": true"#, ["use_bidirectional_attention"]),
        ("gemma3", #""full_attention""#, #""chunked_attention""#, ["layer_types", "chunked_attention"]),
        ("gemma3", #""num_hidden_layers": 6"#, #""num_hidden_layers": 7"#, ["layer_types", "6", "7"]),
        ("phi3", #""partial_rotary_factor": 0.75"#, #""partial_rotary_factor": 0.5"#, ["long_factor", "3", "2"]),
        ("phi3", #""partial_rotary_factor": 0.75"#, #""partial_rotary_factor": 1.5"#, ["partial_rotary_factor", "1.5"]),
        ("phi3", #""intermediate_size": 36"#, #""intermediate_size": 37"#, ["gate_up_proj", "74", "72"]),
        ("smollm3", #""use_sliding_window": false"#, #""use_sliding_window": true"#, ["use_sliding_window"]),
        ("smollm3", #""num_hidden_layers": 4"#, #""num_hidden_layers": 3"#, ["no_rope_layers", "4", "3"]),
        ("olmo2", #""num_attention_heads": 4"#, #""num_attention_heads": 2"#, ["k_proj", "[24, 24]", "[12, 24]"]),
        ("olmo2", #""num_hidden_layers": 2"#, #""num_hidden_layers": 1"#, ["model.layers.1."]),
        ("olmo2", #""num_hidden_layers": 2"#, #""num_hidden_layers": 9000000000000000000000"#, ["num_hidden_layers"]),
    ])
    func `a config.json that can't be meant is refused by name`(folder: String, found: String, replacement: String, words: [String]) throws {
        let path = Goldens.path("families/" + folder)
        let configuration = try String(contentsOf: URL(fileURLWithPath: path + "/config.json"), encoding: .utf8)
        #expect(configuration.contains(found), "\(configuration)")
        let complaint = try #require(
            try Self.complaint(
                Data(contentsOf: URL(fileURLWithPath: path + "/model.safetensors")), like: path,
                configuration: configuration.replacingOccurrences(of: found, with: replacement)), "opened with \(replacement)")
        for word in words { #expect(complaint.contains(word), "\(complaint)") }
    }

    /// What opening a changed file or folder says; `nil` if it opens.
    private static func complaint(_ tensors: Data, like path: String, configuration: String? = nil) throws -> String? {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent("truthgpt-\(UUID().uuidString)" + (path.hasSuffix("gguf") ? ".gguf" : ""))
        defer { try? FileManager.default.removeItem(at: place) }
        if path.hasSuffix("gguf") {
            try tensors.write(to: place)
        } else {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try tensors.write(to: place.appendingPathComponent("model.safetensors"))
            try (configuration ?? String(contentsOf: URL(fileURLWithPath: path + "/config.json"), encoding: .utf8))
                .write(to: place.appendingPathComponent("config.json"), atomically: true, encoding: .utf8)
        }
        do {
            _ = try Decoder(opening: Checkpoint.open(path: place.path))
            return nil
        } catch {
            return "\(error)"
        }
    }
}
