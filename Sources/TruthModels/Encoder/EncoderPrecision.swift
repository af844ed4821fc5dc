package import TruthTensors

/// The numbers that an encoder's products and attention take. Sums, norms and activations are 32-bit floats in all of them.
public enum EncoderPrecision: String, Sendable, CaseIterable, Codable {
    /// 32-bit floats: the reference.
    case f32
    /// Weights and what they are multiplied with rounded to BF16, 2⁻⁹ off at most. Runs on every processor, and is fast on
    /// those with VDPBF16PS.
    case bf16
    /// Weights and what they are multiplied with as 8-bit codes, one scale per 32 numbers; attention as in `bf16`.
    case int8

    /// The type that weights are converted to when the model is opened.
    package var weightType: ElementType {
        switch self {
        case .f32: .f32
        case .bf16: .bf16
        case .int8: .q8_0
        }
    }

    /// Refuses widths that the weights' type can't hold.
    func check(_ widths: [(name: String, width: Int)], path: String) throws(ModelError) {
        let block = weightType.elementsPerBlock
        for (name, width) in widths where width % block != 0 {
            throw .unsupportedSetting(
                path: path, name: name, value: "\(width)", supported: "multiples of \(block) with the precision \(rawValue)")
        }
    }
}
