import Foundation

/// The ways in which models are stretched to longer texts than they were first trained on.
extension RotaryConfiguration {
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

    /// YaRN's stretched frequencies (arXiv:2309.00071): pairs that turn more than `fast` times within the original context are left
    /// alone, those that turn less than `slow` times divided by `factor`, those between blended evenly by their number.
    ///
    /// - Parameter truncates: Rounds the two ends of the blend outwards to whole pairs.
    static func yarnDivisors(
        width: Int, base: Double, factor: Double, originalContext: Double, fast: Double, slow: Double, truncates: Bool
    ) -> [Float] {
        /// The pair that turns `turns` times, as a fraction.
        func pair(turning turns: Double) -> Double { Double(width) * log(originalContext / (turns * 2 * .pi)) / (2 * log(base)) }
        let exact = (low: pair(turning: fast), high: pair(turning: slow))
        let low = max(truncates ? exact.low.rounded(.down) : exact.low, 0)
        let high = min(truncates ? exact.high.rounded(.up) : exact.high, Double(width - 1))
        return (0..<width / 2).map { index in
            let blend = min(max((Double(index) - low) / (high == low ? 0.001 : high - low), 0), 1)
            return Float(1 / (blend / factor + 1 - blend))
        }
    }

    /// YaRN's amplitude: `0.1 · mscale · ln(factor) + 1`.
    static func yarnAmplitude(factor: Double, scale: Double = 1) -> Double { factor <= 1 ? 1 : 0.1 * scale * log(factor) + 1 }

    /// LongRoPE's amplitude (arXiv:2402.13753): `√(1 + ln(factor) / ln(original context))`.
    static func longAmplitude(factor: Double, originalContext: Double) -> Double {
        factor <= 1 ? 1 : (1 + log(factor) / log(originalContext)).squareRoot()
    }
}
