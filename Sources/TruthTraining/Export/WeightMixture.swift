package import TruthTensors

/// Which type each matrix of a model gets: one for all, or llama.cpp's mixtures, which give more bits to what suffers most.
package struct WeightMixture: Sendable {
    package let name: String
    /// What most matrices get.
    package let type: ElementType
    /// What the vocabulary's last matrix and half of the values and down projections get.
    private let better: ElementType?

    private static let mixtures: [(name: String, type: ElementType, better: ElementType)] = [
        ("q4_k_m", .q4_K, .q6_K), ("q5_k_m", .q5_K, .q6_K), ("q3_k_m", .q3_K, .q5_K),
    ]

    /// All names, for help and errors.
    package static let names = ElementType.allCases.map { $0.rawValue.lowercased() } + mixtures.map(\.name)

    /// - Returns: `nil` for a name that is not among ``names``.
    package init?(named name: String) {
        let name = name.lowercased()
        self.name = name
        if let mixture = Self.mixtures.first(where: { $0.name == name }) {
            type = mixture.type
            better = mixture.better
        } else if let type = ElementType(named: name) {
            self.type = type
            better = nil
        } else {
            return nil
        }
    }

    /// One type for all matrices.
    package init(_ type: ElementType) {
        name = type.rawValue.lowercased()
        self.type = type
        better = nil
    }

    /// What a tensor gets, by the name and shape that GGUF gives it.
    ///
    /// Vectors, norms and what routes tokens to experts stay as they are: they are small, and errors in them are costly.
    package func type(of name: String, shape: [Int], blockCount: Int, isTied: Bool) -> ElementType? {
        guard shape.count >= 2, name.hasSuffix("weight"), let columns = shape.last else { return nil }
        guard !["_norm", "ffn_gate_inp", "position_embd", "token_types"].contains(where: { name.contains($0) }) else { return nil }
        return wanted(name, blockCount: blockCount, isTied: isTied).fitting(columns: columns)
    }

    private func wanted(_ name: String, blockCount: Int, isTied: Bool) -> ElementType {
        guard let better else { return type }
        if name == "output.weight" || (isTied && name == "token_embd.weight") { return .q6_K }
        guard name.contains("attn_v.") || name.contains("ffn_down"), let block = Int(name.split(separator: ".").dropFirst().first ?? "") else { return type }
        // The first and the last eighth, and every third between.
        let eighth = blockCount / 8
        return block < eighth || block >= 7 * blockCount / 8 || (block - eighth) % 3 == 2 ? better : type
    }

    /// llama.cpp's number for it, `general.file_type`.
    package var fileType: UInt32 {
        switch name {
        case "q3_k_m": return 12
        case "q4_k_m": return 15
        case "q5_k_m": return 17
        default: break
        }
        return switch type {
        case .f32: 0
        case .f16: 1
        case .q4_0: 2
        case .q4_1: 3
        case .q8_0: 7
        case .q5_0: 8
        case .q5_1: 9
        case .q2_K: 10
        case .q3_K: 11
        case .q4_K: 14
        case .q5_K: 16
        case .q6_K: 18
        case .iq4_NL: 25
        case .iq4_XS: 30
        case .bf16: 32
        case .mxfp4: 38
        }
    }
}
