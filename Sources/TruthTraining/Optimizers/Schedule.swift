import Foundation

/// How learning rates go over a run, as a factor on each.
package struct Schedule: Sendable, Hashable {
    package enum Shape: String, Sendable, Hashable, CaseIterable {
        case constant, cosine, linear
    }

    package var shape: Shape
    /// Steps in which the factor rises from 0 to 1.
    package var warmup: Int
    /// linear: the share of the run in which the factor falls, at its end.
    package var cooldown: Double
    /// What is left at the end.
    package var floor: Double

    package init(shape: Shape, warmup: Int, cooldown: Double, floor: Double) {
        self.shape = shape
        self.warmup = warmup
        self.cooldown = cooldown
        self.floor = floor
    }

    /// The factor for a step.
    ///
    /// - Parameters:
    ///   - step: From 0.
    ///   - progress: The share of the run that is behind it, 0 to 1.
    package func factor(step: Int, progress: Double) -> Double {
        let rising = warmup > 0 ? min(1, Double(step + 1) / Double(warmup)) : 1
        switch shape {
        case .constant: return rising
        case .cosine: return rising * (floor + (1 - floor) * (1 + cos(.pi * min(1, progress))) / 2)
        case .linear:
            guard cooldown > 0, progress > 1 - cooldown else { return rising }
            return rising * (floor + (1 - floor) * max(0, 1 - progress) / cooldown)
        }
    }
}
