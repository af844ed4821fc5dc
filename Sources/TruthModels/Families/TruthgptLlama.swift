internal import TruthTensors

/// What TruthGPT trains and no other program has: Llama with another activation, or with query and key heads of unit length.
enum TruthgptLlama: DecoderFamily {
    static let modelType = "truthgpt"
    static let architecture: String? = nil
    static let activation: String? = nil

    static func extend(_ decoder: inout DecoderConfiguration, from settings: ModelSettings) throws {
        let name = try settings.string("activation")
        guard let activation = FeedForwardActivation(rawValue: name) else {
            throw ModelError.unsupportedSetting(
                path: settings.path, name: "activation", value: name,
                supported: FeedForwardActivation.allCases.map(\.rawValue).joined(separator: ", "))
        }
        decoder.llama.activation = activation
        decoder.llama.normalizesHeads = try settings.bool(ifPresent: "normalize_heads") ?? false
        if decoder.llama.normalizesHeads { decoder.headNorm = .unit }
    }

    static func extend(_ decoder: inout DecoderConfiguration, from settings: GGUFSettings) {}
}
