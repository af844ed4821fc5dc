/// OLMo 2 (arXiv:2501.00656): Llama with its norms behind each part, and with all queries, and all keys, normalised together.
enum OLMo2: DecoderFamily {
    static let modelType = "olmo2"

    static func extend(_ decoder: inout DecoderConfiguration, from settings: ModelSettings) {
        decoder.norms = .after
        decoder.headNorm = .whole
    }

    static func extend(_ decoder: inout DecoderConfiguration, from settings: GGUFSettings) throws {
        decoder.norms = .after
        decoder.headNorm = .whole
        // OLMo 3 goes by the same name, and has windows that turn otherwise.
        if try settings.integer(orZero: "attention.sliding_window", limit: Limits.contextLength) != nil {
            throw settings.unsupported("attention.sliding_window", value: "present", supported: "none")
        }
    }
}
