import Foundation
internal import TruthCheckpoints
internal import TruthTensors

extension Adapter {
    /// Reads a folder as Hugging Face's PEFT writes it, for a decoder that it was trained on.
    ///
    /// - Parameters:
    ///   - path: The folder with `adapter_config.json` and `adapter_model.safetensors`.
    ///   - name: What callers ask for.
    ///   - decoder: Its shapes are checked, and rows of queries and keys are put into the order of its file.
    /// - Throws: ``ModelError`` or `CheckpointError`, naming the file and the setting or tensor.
    package init(path: String, name: String, for decoder: Decoder) throws {
        guard let settings = try ModelSettings.file("adapter_config.json", in: path) else {
            throw ModelError.missingSetting(path: "\(path)/adapter_config.json", name: "peft_type (there is no such file)")
        }
        try Self.refuseOthers(settings)
        let rank = try settings.integer("r", 1...65_536), alpha = try settings.number("lora_alpha")
        self.name = name
        scale = Float(try settings.bool(ifPresent: "use_rslora") == true ? alpha / Double(rank).squareRoot() : alpha / Double(rank))
        let file = try Checkpoint.open(path: "\(path)/adapter_model.safetensors")
        corrections = try Self.corrections(in: file, rank: rank, for: decoder)
    }

    /// Refuses what would change the numbers and isn't built in.
    private static func refuseOthers(_ settings: ModelSettings) throws {
        func refuse(_ name: String, _ value: String, _ supported: String) -> ModelError {
            .unsupportedSetting(path: settings.path, name: name, value: value, supported: supported)
        }
        let kind = try settings.string("peft_type")
        guard kind == "LORA" else { throw refuse("peft_type", kind, "LORA") }
        if let bias = try settings.string(ifPresent: "bias"), bias != "none" { throw refuse("bias", bias, "none") }
        for name in ["use_dora", "fan_in_fan_out", "lora_bias"] where try settings.bool(ifPresent: name) == true { throw refuse(name, "true", "false") }
        for name in ["rank_pattern", "alpha_pattern", "modules_to_save", "layers_to_transform"] {
            let value = settings.values[name]
            let isEmpty = value == nil || value?.isNull == true || value?.object?.isEmpty == true || value?.array?.isEmpty == true
            guard isEmpty else { throw refuse(name, "set", "nothing") }
        }
    }

    private static func corrections(in file: Checkpoint, rank: Int, for decoder: Decoder) throws -> [[Target: Correction]] {
        var result = [[Target: Correction]](repeating: [:], count: decoder.blocks.count), used = 0
        for (index, block) in decoder.blocks.enumerated() {
            for target in Target.allCases {
                let stem = "base_model.model.model.layers.\(index).\(target.module)"
                guard file.has(stem + ".lora_A.weight") else { continue }
                guard let base = block.matrix(target) else {
                    throw ModelError.unsupportedSetting(path: file.path, name: stem, value: "corrected", supported: "matrices that the model has")
                }
                let down = try file.matrix(named: stem + ".lora_A.weight", rows: rank, columns: base.columns)
                let up = try file.matrix(named: stem + ".lora_B.weight", rows: base.rows, columns: rank)
                let isTurned = target == .query || target == .key
                result[index][target] = Correction(
                    down: copy(down, row: { $0 }), up: copy(up, row: { isTurned ? decoder.configuration.source(ofRow: $0, at: index) : $0 }))
                used += 2
            }
        }
        guard used == file.tensors.count, used > 0 else {
            let known = Set(Target.allCases.map(\.module))
            let other = file.tensors.first { tensor in !known.contains { tensor.name.contains(".\($0).lora_") } }
            throw ModelError.unsupportedSetting(
                path: file.path, name: other?.name ?? "the tensors", value: used == 0 ? "no correction of this model" : "of no matrix that can be corrected",
                supported: "base_model.model.model.layers.N.{\(known.sorted().joined(separator: ", "))}.lora_A.weight and lora_B.weight, N below \(decoder.blocks.count)")
        }
        return result
    }

    /// The matrix in F32, its rows taken in another order.
    private static func copy(_ matrix: Matrix, row: (Int) -> Int) -> Matrix {
        Matrix(rows: matrix.rows, columns: matrix.columns, values: (0..<matrix.rows).flatMap { matrix.values(row: row($0)) })
    }
}

extension Adapter.Target {
    /// Its name in Hugging Face's Llama.
    var module: String {
        switch self {
        case .query: "self_attn.q_proj"
        case .key: "self_attn.k_proj"
        case .value: "self_attn.v_proj"
        case .output: "self_attn.o_proj"
        case .gate: "mlp.gate_proj"
        case .up: "mlp.up_proj"
        case .down: "mlp.down_proj"
        }
    }
}

extension DecoderBlock {
    /// The matrix that an adapter would correct; `nil` where the block has none such.
    func matrix(_ target: Adapter.Target) -> Matrix? {
        switch target {
        case .query: return query
        case .key: return key
        case .value: return value
        case .output: return output
        case .gate, .up, .down:
            guard case .dense(let products) = feedForward else { return nil }
            return target == .gate ? products.gate : target == .up ? products.up : products.down
        }
    }
}

extension DecoderConfiguration {
    /// Which of Hugging Face's rows of queries or keys lies at `row` in the model's own file.
    func source(ofRow row: Int, at block: Int) -> Int {
        guard attention[block].rotation?.pairing == .adjacent else { return row }
        let place = row % llama.headWidth, half = llama.headWidth / 2
        // `LlamaNames.pairedRow` backwards: neighbours come from the two halves of a head.
        return row - place + place / 2 + (place % 2) * half
    }
}
