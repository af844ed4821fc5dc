/// How the numbers of a tensor are stored.
///
/// The quantised types are GGML's: a row is a sequence of blocks of 32 numbers, alone or eight together. A number is `d · q` or
/// `d · q + m`, with a code `q` of the bits that the name says; `docs/tensors.md` has the layouts. `IQ4_NL`, `IQ4_XS` and `MXFP4`
/// look 16 uneven numbers up by a code of 4 bits.
public enum ElementType: String, Sendable, CaseIterable, Codable {
    case f32 = "F32"
    case f16 = "F16"
    case bf16 = "BF16"
    case q4_0 = "Q4_0"
    case q4_1 = "Q4_1"
    case q8_0 = "Q8_0"
    case q5_0 = "Q5_0"
    case q5_1 = "Q5_1"
    case q2_K = "Q2_K"
    case q3_K = "Q3_K"
    case q4_K = "Q4_K"
    case q5_K = "Q5_K"
    case q6_K = "Q6_K"
    case iq4_NL = "IQ4_NL"
    case iq4_XS = "IQ4_XS"
    case mxfp4 = "MXFP4"

    /// Numbers per block, or per group of eight blocks that lie together: 1 for the plain types.
    public var elementsPerBlock: Int {
        switch self {
        case .f32, .f16, .bf16: 1
        case .q4_0, .q4_1, .q8_0, .q5_0, .q5_1, .iq4_NL, .mxfp4: 32
        case .q2_K, .q3_K, .q4_K, .q5_K, .q6_K, .iq4_XS: 256
        }
    }

    /// Bytes per block or group.
    public var bytesPerBlock: Int {
        switch self {
        case .f32: 4
        case .f16, .bf16: 2
        case .q4_0, .iq4_NL: 18
        case .q4_1: 20
        case .q5_0: 22
        case .q5_1: 24
        case .q8_0: 34
        case .mxfp4: 17
        case .q2_K: 84
        case .q3_K: 110
        case .q4_K: 144
        case .q5_K: 176
        case .q6_K: 210
        case .iq4_XS: 136
        }
    }

    /// The type of that name in any case: `q4_k`, `BF16`.
    public init?(named name: String) {
        guard let type = Self.allCases.first(where: { $0.rawValue == name.uppercased() }) else { return nil }
        self = type
    }

    /// This type where rows of `columns` numbers are whole blocks of it; otherwise the nearest one that takes them, as llama.cpp
    /// chooses: Q4_0 for Q2_K and Q3_K, IQ4_NL for IQ4_XS, Q5_0 for Q4_K, Q5_1 for Q5_K, Q8_0 for Q6_K, and F16 where no type fits.
    public func fitting(columns: Int) -> ElementType {
        if columns % elementsPerBlock == 0 { return self }
        guard columns % 32 == 0 else { return .f16 }
        switch self {
        case .q2_K, .q3_K: return .q4_0
        case .iq4_XS: return .iq4_NL
        case .q4_K: return .q5_0
        case .q5_K: return .q5_1
        default: return .q8_0
        }
    }
}
