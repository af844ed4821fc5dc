package import TruthTensors

/// The blueprint of a Llama: what its files say before any weight is read. Every decoder here is one at heart; see ``DecoderConfiguration``.
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
