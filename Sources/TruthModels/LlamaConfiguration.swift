import Foundation
package import TruthTensors

/// The blueprint of a Llama: what its files say before any weight is read.
package struct LlamaConfiguration: Sendable, Hashable {
    /// Numbers per token between blocks, D.
    package var width: Int
    package var blockCount: Int
    /// Query heads, H.
    package var headCount: Int
    /// Key-value heads, K; each serves H / K query heads.
    package var keyValueHeadCount: Int
    /// Numbers per head, E.
    package var headWidth: Int
    /// Numbers inside the feed-forward part, F.
    package var hiddenWidth: Int
    /// Tokens the model knows, V.
    package var vocabularySize: Int
    /// The longest text it was made for, in tokens.
    package var contextLength: Int
    /// Added to the mean square in RMSNorm.
    package var normEpsilon: Float
    package var rotation: RotaryConfiguration
    /// What stands between the two products of the feed-forward part; without a gate, `gate` is absent.
    package var activation: FeedForwardActivation
    /// Whether each query and key head is brought to unit root mean square before it is turned, without a gain.
    package var normalizesHeads: Bool
    /// Whether the head is the embedding.
    package var isTied: Bool

    package init(
        width: Int, blockCount: Int, headCount: Int, keyValueHeadCount: Int, headWidth: Int, hiddenWidth: Int,
        vocabularySize: Int, contextLength: Int, normEpsilon: Float, rotation: RotaryConfiguration,
        activation: FeedForwardActivation = .swiGLU, normalizesHeads: Bool = false, isTied: Bool = false
    ) {
        self.width = width
        self.blockCount = blockCount
        self.headCount = headCount
        self.keyValueHeadCount = keyValueHeadCount
        self.headWidth = headWidth
        self.hiddenWidth = hiddenWidth
        self.vocabularySize = vocabularySize
        self.contextLength = contextLength
        self.normEpsilon = normEpsilon
        self.rotation = rotation
        self.activation = activation
        self.normalizesHeads = normalizesHeads
        self.isTied = isTied
    }

    /// Numbers in all query heads, H · E.
    package var queryWidth: Int { headCount * headWidth }
    /// Numbers in all key heads, K · E.
    package var keyValueWidth: Int { keyValueHeadCount * headWidth }
}

/// How positions turn the query and key vectors (RoPE, arXiv:2104.09864).
package struct RotaryConfiguration: Sendable, Hashable {
    /// The base of the frequencies: pair `i` turns by `position / base^(2i / E)`.
    package var base: Float
    /// What each pair's frequency is divided by, `[E / 2]`; `nil` divides by nothing.
    package var divisors: [Float]?
    package var pairing: Pairing

    /// Which two numbers of a head make a pair.
    package enum Pairing: Sendable, Hashable {
        /// `2i` and `2i + 1`: GGUF files of the Llama family.
        case adjacent
        /// `i` and `i + E / 2`: Hugging Face folders.
        case halves
    }

    package init(base: Float, divisors: [Float]? = nil, pairing: Pairing) {
        self.base = base
        self.divisors = divisors
        self.pairing = pairing
    }

    package func rotation(headWidth: Int) -> Rotation {
        Rotation(width: headWidth, base: base, scaling: divisors, pairing: pairing == .adjacent ? .adjacent : .halves)
    }

    /// Llama 3.1's stretched frequencies: long waves are divided by `factor`, short ones left alone, those between blended.
    ///
    /// With the wavelength λ and the original context C: undivided below C / `highFrequencyFactor`, divided above
    /// C / `lowFrequencyFactor`. Source: arXiv:2407.21783 and the reference code published with it.
    package static func llama3Divisors(
        headWidth: Int, base: Float, factor: Float, lowFrequencyFactor: Float, highFrequencyFactor: Float, originalContext: Float
    ) -> [Float] {
        (0..<headWidth / 2).map { pair in
            let wavelength = 2 * Float.pi * pow(base, Float(2 * pair) / Float(headWidth))
            if wavelength < originalContext / highFrequencyFactor { return 1 }
            if wavelength > originalContext / lowFrequencyFactor { return factor }
            let blend = (originalContext / wavelength - lowFrequencyFactor) / (highFrequencyFactor - lowFrequencyFactor)
            return 1 / ((1 - blend) / factor + blend)
        }
    }
}
