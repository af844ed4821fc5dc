import Foundation
internal import TruthCheckpoints
internal import TruthModels
internal import TruthTensors
internal import TruthTokens

/// A Llama between GGUF and a Hugging Face folder: settings, names, and rows of queries and keys.
struct LlamaConversion {
    let checkpoint: Checkpoint
    let configuration: LlamaConfiguration
    private let from: LlamaNames
    private let to: LlamaNames

    init(folder checkpoint: Checkpoint) throws {
        try self.init(checkpoint, architecture: checkpoint.configuration?["model_type"]?.string ?? "?", from: .huggingFace, to: .gguf)
    }

    init(file checkpoint: Checkpoint) throws {
        try self.init(checkpoint, architecture: try checkpoint.metadata.string("general.architecture"), from: .gguf, to: .huggingFace)
        guard configuration.rotation.divisors == nil else {
            throw ConversionError.inexpressible(path: checkpoint.path, what: "its rotary embedding is scaled frequency by frequency, which config.json can't say.")
        }
    }

    private init(_ checkpoint: Checkpoint, architecture: String, from: LlamaNames, to: LlamaNames) throws {
        guard architecture == "llama" else { throw ConversionError.unsupportedArchitecture(path: checkpoint.path, name: architecture) }
        self.checkpoint = checkpoint
        self.from = from
        self.to = to
        // Checks every setting, and that all tensors are there, of the right shapes, and no others that count.
        configuration = try Llama(opening: checkpoint).configuration
    }

    // MARK: - Tensors

    /// Names in the source, in the order of the model.
    private var names: [String] {
        let parts = [
            from.attentionNorm, from.query, from.key, from.value, from.output, from.feedForwardNorm, from.gate, from.up, from.down,
        ]
        let blocks = (0..<configuration.blockCount).flatMap { index in parts.map { from.block(index) + $0 } }
        return [from.embedding] + blocks + [from.outputNorm] + (configuration.isTied ? [] : [from.head])
    }

    /// - Parameter type: What a tensor gets, by its new name.
    func tensorsForFile(_ type: (String, TensorEntry) -> ElementType?) -> [ConvertedTensor] {
        let width = configuration.headWidth
        // GGUF's row `g` is the one whose place `pairedRow` says is `g`.
        let order: @Sendable (Int) -> Int = { row in
            let place = row % width
            return row - place + place / 2 + place % 2 * (width / 2)
        }
        return tensors(order: order, type)
    }

    func tensorsForFolder(_ type: ElementType) -> [ConvertedTensor] {
        let width = configuration.headWidth
        return tensors(order: { LlamaNames.pairedRow(of: $0, headWidth: width) }) { _, _ in type }
    }

    private func tensors(order: @escaping @Sendable (Int) -> Int, _ type: (String, TensorEntry) -> ElementType?) -> [ConvertedTensor] {
        names.compactMap { name in
            guard let entry = checkpoint.entry(named: name) else { return nil }
            let turned = name.hasSuffix(from.query) || name.hasSuffix(from.key), translated = LlamaNames.translate(name, from: from, to: to)
            // Rows can change their order only where the type is one that we compute with.
            return ConvertedTensor(
                source: entry, name: translated, type: type(translated, entry) ?? (turned ? entry.type.element : nil), order: turned ? order : nil)
        }
    }

    /// The type that holds the file's numbers without loss where they are plain.
    var plainType: ElementType {
        let types = Set(checkpoint.tensors.filter { $0.shape.count > 1 }.map(\.type))
        return types.count == 1 && types.first?.elementsPerBlock == 1 ? types.first?.element ?? .f32 : .f32
    }

    // MARK: - Settings

    /// The keys of a GGUF file.
    func keys() throws -> [(key: String, value: GGUFWriter.Value)] {
        let c = configuration, folder = URL(fileURLWithPath: checkpoint.path)
        guard c.rotation.divisors == nil else {
            throw ConversionError.inexpressible(path: checkpoint.path, what: "its rotary embedding is scaled, which this version doesn't write into GGUF.")
        }
        func count(_ value: Int) -> GGUFWriter.Value { .uint32(UInt32(value)) }
        let model: [(key: String, value: GGUFWriter.Value)] = [
            ("general.architecture", .string("llama")), ("general.name", .string(folder.lastPathComponent)), ("llama.block_count", count(c.blockCount)),
            ("llama.context_length", count(c.contextLength)), ("llama.embedding_length", count(c.width)),
            ("llama.feed_forward_length", count(c.hiddenWidth)), ("llama.attention.head_count", count(c.headCount)),
            ("llama.attention.head_count_kv", count(c.keyValueHeadCount)), ("llama.attention.key_length", count(c.headWidth)),
            ("llama.attention.value_length", count(c.headWidth)), ("llama.rope.dimension_count", count(c.headWidth)),
            ("llama.rope.freq_base", .float32(c.rotation.base)), ("llama.attention.layer_norm_rms_epsilon", .float32(c.normEpsilon)),
            ("llama.vocab_size", count(c.vocabularySize)),
        ]
        let file = folder.appendingPathComponent("tokenizer.json"), end = id("eos_token_id") ?? id("bos_token_id") ?? 0
        var tokenizer = try Tokenizer.ggufKeys(json: [UInt8](Data(contentsOf: file)), file: file.path, endToken: end)
        if let beginning = id("bos_token_id") {
            tokenizer.removeAll { $0.key == "tokenizer.ggml.bos_token_id" }
            tokenizer.append(("tokenizer.ggml.bos_token_id", count(beginning)))
        }
        // Which texts begin with a token of their own is asked of the tokenizer itself.
        let opens = try Tokenizer(json: [UInt8](Data(contentsOf: file)), file: file.path).encode("a").first == id("bos_token_id")
        tokenizer.removeAll { $0.key == "tokenizer.ggml.add_bos_token" }
        tokenizer.append(("tokenizer.ggml.add_bos_token", .bool(opens)))
        if let template = try chatTemplate() { tokenizer.append(("tokenizer.chat_template", .string(template))) }
        return model + tokenizer
    }

    private func id(_ name: String) -> Int? {
        let value = checkpoint.configuration?[name]
        return value?.integer ?? value?.array?.first?.integer
    }

    private func chatTemplate() throws -> String? {
        let file = "\(checkpoint.path)/chat_template.jinja", settings = "\(checkpoint.path)/tokenizer_config.json"
        if FileManager.default.fileExists(atPath: file) { return try String(contentsOfFile: file, encoding: .utf8) }
        return FileManager.default.fileExists(atPath: settings) ? try Checkpoint.json(settings)["chat_template"]?.string : nil
    }

    /// `config.json`.
    func configurationFile(_ type: ElementType) throws -> String {
        let c = configuration, metadata = checkpoint.metadata
        var members: [(key: String, value: JSONValue)] = [
            ("architectures", .array([.string("LlamaForCausalLM")])), ("model_type", .string("llama")), ("hidden_size", .integer(c.width)),
            ("intermediate_size", .integer(c.hiddenWidth)), ("num_hidden_layers", .integer(c.blockCount)),
            ("num_attention_heads", .integer(c.headCount)), ("num_key_value_heads", .integer(c.keyValueHeadCount)), ("head_dim", .integer(c.headWidth)),
            ("max_position_embeddings", .integer(c.contextLength)), ("rms_norm_eps", Self.number(c.normEpsilon)), ("rope_theta", Self.number(c.rotation.base)),
            ("vocab_size", .integer(c.vocabularySize)), ("tie_word_embeddings", .bool(c.isTied)), ("hidden_act", .string("silu")),
            ("attention_bias", .bool(false)), ("mlp_bias", .bool(false)), ("torch_dtype", .string(Self.typeName(type))),
        ]
        for (key, name) in [("bos_token_id", "bos"), ("eos_token_id", "eos")] {
            if let id = try metadata.integer(ifPresent: "tokenizer.ggml.\(name)_token_id") { members.append((key, .integer(id))) }
        }
        return JSONValue.object(JSONObject(members)).description + "\n"
    }

    /// `tokenizer_config.json`.
    func tokenizerConfiguration() throws -> String {
        let metadata = checkpoint.metadata, tokens = try metadata.strings("tokenizer.ggml.tokens")
        var members: [(key: String, value: JSONValue)] = [
            ("tokenizer_class", .string("PreTrainedTokenizerFast")), ("model_max_length", .integer(configuration.contextLength)),
        ]
        for (key, name) in [("bos_token", "bos"), ("eos_token", "eos"), ("unk_token", "unknown"), ("pad_token", "padding")] {
            if let id = try metadata.integer(ifPresent: "tokenizer.ggml.\(name)_token_id"), tokens.indices.contains(id) { members.append((key, .string(tokens[id]))) }
        }
        if let template = try metadata.string(ifPresent: "tokenizer.chat_template") { members.append(("chat_template", .string(template))) }
        return JSONValue.object(JSONObject(members)).description + "\n"
    }

    /// As many digits as the number has in 32 bits.
    private static func number(_ value: Float) -> JSONValue { .number(Double("\(value)") ?? Double(value)) }

    static func typeName(_ type: ElementType) -> String {
        switch type {
        case .bf16: "bfloat16"
        case .f16: "float16"
        default: "float32"
        }
    }
}
