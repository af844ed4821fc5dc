/// Phi-3 and Phi-4-mini (arXiv:2404.14219, arXiv:2503.01743): Llama with queries, keys and values in one matrix, and gate and up in
/// another. LongRoPE (arXiv:2402.13753) stretches it to long contexts, Phi-4-mini turns three quarters of each head, and some have a
/// sliding window.
enum Phi3: DecoderFamily {
    static let modelType = "phi3"
    static let turnsPart = true

    static func extend(_ decoder: inout DecoderConfiguration, from settings: ModelSettings) throws {
        decoder.isFused = true
        try decoder.readWindows(from: settings) { _ in true }
    }

    static func extend(_ decoder: inout DecoderConfiguration, from settings: GGUFSettings) throws {
        decoder.isFused = true
        try decoder.readWindows(from: settings) { _ in true }
    }
}
