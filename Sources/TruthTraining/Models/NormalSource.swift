import Foundation
internal import TruthModels

/// A stream of numbers from the normal distribution with mean 0 and deviation 1 (Box and Muller, 1958).
struct NormalSource {
    private var random: RandomSource
    private var spare: Float?

    init(seed: UInt64) {
        random = RandomSource(seed: seed)
    }

    mutating func next() -> Float {
        if let spare {
            self.spare = nil
            return spare
        }
        // 1 − u lies above 0, where the logarithm is finite.
        let radius = (-2 * log(1 - random.nextUniform())).squareRoot(), angle = 2 * Double.pi * random.nextUniform()
        spare = Float(radius * sin(angle))
        return Float(radius * cos(angle))
    }
}
