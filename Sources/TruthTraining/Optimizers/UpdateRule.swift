/// How one parameter is changed by its gradient.
package enum UpdateRule: Sendable, Hashable {
    case adamW(AdamW)
    case muon(Muon)

    package struct AdamW: Sendable, Hashable {
        package var rate: Float
        package var beta1: Float
        package var beta2: Float
        package var epsilon: Float
        package var decay: Float

        package init(rate: Float, beta1: Float, beta2: Float, epsilon: Float, decay: Float) {
            self.rate = rate
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
            self.decay = decay
        }
    }

    package struct Muon: Sendable, Hashable {
        package var rate: Float
        package var momentum: Float
        /// Iterations of Newton–Schulz.
        package var iterations: Int
        package var decay: Float

        package init(rate: Float, momentum: Float, iterations: Int, decay: Float) {
            self.rate = rate
            self.momentum = momentum
            self.iterations = iterations
            self.decay = decay
        }
    }
}
