/// What a family of decoders does otherwise than Llama, read from the settings of both file formats.
protocol DecoderFamily: SendableMetatype {
    /// Its `model_type` in the `config.json` of a Hugging Face folder.
    static var modelType: String { get }
    /// Its `general.architecture` in a GGUF file; `nil` where such files go by another family's name, or there are none.
    static var architecture: String? { get }
    /// What a folder calls the function inside the gate; `nil` where the family reads it itself.
    static var activation: String? { get }
    /// Whether the head is the embedding where a folder doesn't say.
    static var tiesByDefault: Bool { get }
    /// Whether files may turn a part of each head only.
    static var turnsPart: Bool { get }
    /// Which numbers of a head make a pair in its GGUF files.
    static var pairing: RotaryConfiguration.Pairing { get }

    /// Adds what the family does otherwise, from a folder's settings.
    static func extend(_ decoder: inout DecoderConfiguration, from settings: ModelSettings) throws
    /// Adds what the family does otherwise, from a GGUF file's.
    static func extend(_ decoder: inout DecoderConfiguration, from settings: GGUFSettings) throws
}

extension DecoderFamily {
    static var architecture: String? { modelType }
    static var activation: String? { "silu" }
    static var tiesByDefault: Bool { false }
    static var turnsPart: Bool { false }
    static var pairing: RotaryConfiguration.Pairing { .halves }
}

/// The families that are built in.
enum DecoderFamilies {
    static let all: [any DecoderFamily.Type] = [
        Llama.self, Mistral.self, Qwen2.self, Qwen3.self, Qwen3Mixture.self, Gemma2.self, Gemma3.self, Phi3.self, SmolLM3.self, OLMo2.self,
        TruthgptLlama.self,
    ]

    /// The family of a folder.
    ///
    /// - Throws: ``ModelError/unsupportedArchitecture(path:name:supported:)`` with the names of all that are known.
    static func family(modelType: String, path: String) throws(ModelError) -> any DecoderFamily.Type {
        guard let family = all.first(where: { $0.modelType == modelType }) else {
            throw .unsupportedArchitecture(path: path, name: modelType, supported: all.map { $0.modelType })
        }
        return family
    }

    /// The family of a GGUF file.
    ///
    /// - Throws: ``ModelError/unsupportedArchitecture(path:name:supported:)`` with the names of all that are known.
    static func family(architecture: String, path: String) throws(ModelError) -> any DecoderFamily.Type {
        guard let family = all.first(where: { $0.architecture == architecture }) else {
            throw .unsupportedArchitecture(path: path, name: architecture, supported: all.compactMap { $0.architecture })
        }
        return family
    }
}
