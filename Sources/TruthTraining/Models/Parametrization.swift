/// How a model's numbers start and how fast each kind learns, as its width and depth change.
///
/// With `m = D / D_base` and `m_L = L / L_base`, `mup` follows "Tensor Programs V" (arXiv:2203.03466) in width and CompleteP
/// (arXiv:2505.01618, α = 1) in depth: the best learning rate of a narrow model is that of a wide one. `standard` has the same
/// numbers at m = m_L = 1.
package struct Parametrization: Sendable, Hashable, Codable {
    package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        case standard, mup
    }

    package var kind: Kind
    package var baseWidth: Int
    package var baseDepth: Int
    /// The standard deviation of the first numbers at the base width.
    package var deviation: Float
    /// Factor on embeddings.
    package var embeddingScale: Float
    /// Factor on logits at the base width.
    package var outputScale: Float
    /// Whether the head starts at zero; a tied one can't.
    package var startsHeadAtZero: Bool

    package init(
        kind: Kind = .standard, baseWidth: Int = 256, baseDepth: Int = 6, deviation: Float = 0.02, embeddingScale: Float = 1,
        outputScale: Float = 1, startsHeadAtZero: Bool = false
    ) {
        self.kind = kind
        self.baseWidth = baseWidth
        self.baseDepth = baseDepth
        self.deviation = deviation
        self.embeddingScale = embeddingScale
        self.outputScale = outputScale
        self.startsHeadAtZero = startsHeadAtZero
    }

    /// The factors of one model.
    package struct Factors: Sendable, Hashable {
        /// m, or 1 in the standard parametrisation.
        let width: Float
        /// m_L, or 1.
        let depth: Float
        let parametrization: Parametrization

        /// The standard deviation of a parameter's first numbers; gains start at 1 and biases at 0 instead.
        func deviation(of role: Parameter.Role) -> Float {
            switch role {
            case .embedding: parametrization.deviation
            case .hidden: parametrization.deviation / width.squareRoot()
            case .head: parametrization.startsHeadAtZero ? 0 : parametrization.deviation
            case .gain, .bias: 0
            }
        }

        /// Factor on AdamW's learning rate.
        func rate(of role: Parameter.Role) -> Float { role == .hidden ? 1 / width : 1 }
        /// Factor on AdamW's decay, so that rate · decay stays.
        func decay(of role: Parameter.Role) -> Float { role == .hidden ? width : 1 }
        /// Factor on AdamW's ε: gradients shrink with the width, and inside blocks with the depth.
        func epsilon(of role: Parameter.Role, isInBlock: Bool) -> Float { 1 / width / (isInBlock ? depth : 1) }
        /// Factor on what a branch adds to the residual stream.
        var residual: Float { 1 / depth }
        /// Factor on embeddings.
        var embedding: Float { parametrization.embeddingScale }
        /// Factor on logits.
        var logits: Float { parametrization.outputScale / width }
        /// Factor on queries · keys. At the usual head width of 64 both are the same.
        func attention(headWidth: Int) -> Float {
            parametrization.kind == .mup ? 8 / Float(headWidth) : 1 / Float(headWidth).squareRoot()
        }
    }

    package func factors(width: Int, depth: Int) -> Factors {
        kind == .standard
            ? Factors(width: 1, depth: 1, parametrization: self)
            : Factors(width: Float(width) / Float(baseWidth), depth: Float(depth) / Float(baseDepth), parametrization: self)
    }
}
