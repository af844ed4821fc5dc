package import TruthTensors

/// How positions turn the query and key vectors (RoPE, arXiv:2104.09864).
package struct RotaryConfiguration: Sendable, Hashable {
    /// The base of the frequencies: pair `i` of `w` turned channels turns by `position / base^(2i / w)`.
    package var base: Float
    /// What each pair's frequency is divided by, `[w / 2]`; `nil` divides by nothing.
    package var divisors: [Float]?
    package var pairing: Pairing
    /// The channels of a head that turn, w; `nil` turns all.
    package var width: Int?
    /// Factor on the turned channels.
    package var amplitude: Float

    /// Which two numbers of a head make a pair.
    package enum Pairing: Sendable, Hashable {
        /// `2i` and `2i + 1`: GGUF files of the Llama family.
        case adjacent
        /// `i` and `i + w / 2`: Hugging Face folders, and GGUF files of most other families.
        case halves
    }

    package init(base: Float, divisors: [Float]? = nil, pairing: Pairing, width: Int? = nil, amplitude: Float = 1) {
        self.base = base
        self.divisors = divisors
        self.pairing = pairing
        self.width = width
        self.amplitude = amplitude
    }

    package func rotation(headWidth: Int) -> Rotation {
        Rotation(
            width: width ?? headWidth, base: base, scaling: divisors, pairing: pairing == .adjacent ? .adjacent : .halves, amplitude: amplitude)
    }
}
