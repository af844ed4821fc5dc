/// Mistral 7B (arXiv:2310.06825): Llama whose attention looks back over a sliding window only.
///
/// Its GGUF files are written as Llama's, without the window, which later versions of the model don't have.
enum Mistral: DecoderFamily {
    static let modelType = "mistral"
    static let architecture: String? = nil

    static func extend(_ decoder: inout DecoderConfiguration, from settings: ModelSettings) throws {
        try decoder.readWindows(from: settings) { _ in true }
    }

    static func extend(_ decoder: inout DecoderConfiguration, from settings: GGUFSettings) {}
}
