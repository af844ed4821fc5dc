internal import TruthCheckpoints
package import TruthTensors

/// A model that reads whole texts and gives a vector per token.
package protocol Encoder: Sendable {
    /// Numbers per token, D.
    var width: Int { get }
    /// Tokens the model knows.
    var vocabularySize: Int { get }
    /// The longest text in tokens.
    var positionCount: Int { get }

    /// Room for the activations of a pass.
    func workspace() -> EncoderWorkspace

    /// The last block's output for several texts, one after the other without padding.
    ///
    /// - Parameters:
    ///   - texts: Token ids, all in the vocabulary; no text empty or longer than the model's positions.
    ///   - workspace: Where the activations live; its `stream` holds the result afterwards, `[T, D]`.
    /// - Returns: Which rows belong to which text.
    func forward(_ texts: some Collection<[Int]>, in workspace: EncoderWorkspace, on processor: Processor) -> [Range<Int>]
}

/// The families of encoders that are built in, by their `model_type`.
enum EncoderFamily: String, CaseIterable {
    case bert
    case modernBert = "modernbert"

    /// The family of a folder.
    ///
    /// - Throws: ``ModelError``, with the list of those that are known.
    init(of checkpoint: Checkpoint) throws(ModelError) {
        let known = Self.allCases.map(\.rawValue)
        guard let values = checkpoint.configuration else {
            throw .unsupportedArchitecture(
                path: checkpoint.path, name: "not stated: an encoder is opened from a folder with config.json", supported: known)
        }
        let name = try ModelSettings(path: checkpoint.path, values: values).string("model_type")
        guard let family = Self(rawValue: name) else {
            throw .unsupportedArchitecture(path: checkpoint.path, name: name, supported: known)
        }
        self = family
    }

    /// The encoder in the folder, and the widths that its products sum over.
    ///
    /// - Parameter precision: `nil` takes the fastest: int8, or bf16 if the widths are no multiples of 32.
    static func open(_ checkpoint: Checkpoint, precision: EncoderPrecision?) throws -> any Encoder {
        func fastest(_ widths: [Int]) -> EncoderPrecision {
            widths.allSatisfy { $0 % EncoderPrecision.int8.weightType.elementsPerBlock == 0 } ? .int8 : .bf16
        }
        switch try EncoderFamily(of: checkpoint) {
        case .bert:
            let configuration = try BertConfiguration(huggingFace: checkpoint)
            return try Bert(opening: checkpoint, precision: precision ?? fastest([configuration.width, configuration.hiddenWidth]))
        case .modernBert:
            let configuration = try ModernBertConfiguration(huggingFace: checkpoint)
            return try ModernBert(opening: checkpoint, precision: precision ?? fastest([configuration.width, configuration.hiddenWidth]))
        }
    }
}
