/// Qwen 3 (arXiv:2505.09388): Llama whose query and key heads are normalised, with gains that all heads share, before they are turned.
enum Qwen3: DecoderFamily {
    static let modelType = "qwen3"

    static func extend(_ decoder: inout DecoderConfiguration, from settings: ModelSettings) throws {
        decoder.headNorm = .perHead
        try Qwen2.readWindows(of: &decoder, from: settings)
    }

    static func extend(_ decoder: inout DecoderConfiguration, from settings: GGUFSettings) {
        decoder.headNorm = .perHead
    }
}
