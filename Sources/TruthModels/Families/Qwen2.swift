/// Qwen 2 and 2.5 (arXiv:2407.10671): Llama with biases on queries, keys and values. Long contexts through YaRN; some
/// configurations give the upper blocks a sliding window.
enum Qwen2: DecoderFamily {
    static let modelType = "qwen2"

    static func extend(_ decoder: inout DecoderConfiguration, from settings: ModelSettings) throws {
        decoder.hasAttentionBiases = true
        try readWindows(of: &decoder, from: settings)
    }

    static func extend(_ decoder: inout DecoderConfiguration, from settings: GGUFSettings) {
        decoder.hasAttentionBiases = true
    }

    /// Windows count only where they are switched on; Qwen 3 says it the same way.
    static func readWindows(of decoder: inout DecoderConfiguration, from settings: ModelSettings) throws {
        guard try settings.bool(ifPresent: "use_sliding_window") ?? false else { return }
        let firstWindowed = try settings.integer(ifPresent: "max_window_layers", 0...Limits.blockCount) ?? 28
        try decoder.readWindows(from: settings) { $0 >= firstWindowed }
    }
}
