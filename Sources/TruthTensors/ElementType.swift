/// How the numbers of a tensor are stored.
///
/// The quantised types are GGML's: a row is a sequence of blocks of 32 numbers.
/// `q4_0`: an f16 scale, 16 bytes of nibbles; `x = d · (q − 8)`. `q4_1`: f16 scale and minimum; `x = d · q + m`.
/// `q8_0`: an f16 scale, 32 signed bytes; `x = d · q`. In the 4-bit types byte `i` holds numbers `i` (low nibble) and `i + 16`.
public enum ElementType: String, Sendable, CaseIterable, Codable {
    case f32 = "F32"
    case f16 = "F16"
    case bf16 = "BF16"
    case q4_0 = "Q4_0"
    case q4_1 = "Q4_1"
    case q8_0 = "Q8_0"

    /// Numbers per block: 1 for the plain types.
    public var elementsPerBlock: Int {
        switch self {
        case .f32, .f16, .bf16: 1
        case .q4_0, .q4_1, .q8_0: 32
        }
    }

    /// Bytes per block.
    public var bytesPerBlock: Int {
        switch self {
        case .f32: 4
        case .f16, .bf16: 2
        case .q4_0: 18
        case .q4_1: 20
        case .q8_0: 34
        }
    }
}
