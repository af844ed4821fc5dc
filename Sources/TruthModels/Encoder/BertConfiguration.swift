/// The blueprint of a BERT encoder.
package struct BertConfiguration: Sendable, Hashable {
    /// Numbers per token, D.
    package var width: Int
    package var blockCount: Int
    /// Attention heads, H; each is D / H wide.
    package var headCount: Int
    /// Numbers inside the feed-forward part, F.
    package var hiddenWidth: Int
    /// Tokens the model knows, V.
    package var vocabularySize: Int
    /// Positions the model knows, P: the longest text in tokens.
    package var positionCount: Int
    /// Kinds of segment the model knows; all our tokens are of kind 0.
    package var tokenTypeCount: Int
    /// Added to the variance in LayerNorm.
    package var normEpsilon: Float

    package init(
        width: Int, blockCount: Int, headCount: Int, hiddenWidth: Int, vocabularySize: Int, positionCount: Int,
        tokenTypeCount: Int, normEpsilon: Float
    ) {
        self.width = width
        self.blockCount = blockCount
        self.headCount = headCount
        self.hiddenWidth = hiddenWidth
        self.vocabularySize = vocabularySize
        self.positionCount = positionCount
        self.tokenTypeCount = tokenTypeCount
        self.normEpsilon = normEpsilon
    }
}
