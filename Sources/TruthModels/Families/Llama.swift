/// Llama (arXiv:2302.13971), Llama 2 (arXiv:2307.09288) and Llama 3 (arXiv:2407.21783): grouped-query attention over rotated
/// positions, RMSNorm before each part, SwiGLU, no biases. Llama 3.1 stretches the rotation's long waves.
///
/// It is what the other families are measured by, so it adds nothing.
enum Llama: DecoderFamily {
    static let modelType = "llama"
    /// llama.cpp's converter lays the rows of queries and keys so that neighbours make a pair.
    static let pairing = RotaryConfiguration.Pairing.adjacent

    static func extend(_ decoder: inout DecoderConfiguration, from settings: ModelSettings) {}
    static func extend(_ decoder: inout DecoderConfiguration, from settings: GGUFSettings) {}
}
