#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Rotary position embedding (RoFormer, arXiv:2104.09864).
///
/// Pair `i` of each head is turned by `position · base^(−2i / width) / scaling[i]`.
public struct Rotation: Sendable, Hashable {
    /// Which two channels form a pair.
    public enum Pairing: Sendable, Hashable {
        /// Channels 2i and 2i + 1, as GGUF files of the Llama family store their weights.
        case adjacent
        /// Channels i and i + width / 2, as Hugging Face stores them.
        case halves
    }

    /// The channels of a head that turn; the rest stays.
    public let width: Int
    public let pairing: Pairing
    /// Radians per position, one per pair.
    package let frequencies: [Float]
    /// Factor on the turned channels: above 1 where a model stretched to longer contexts sharpens its attention (arXiv:2309.00071).
    public let amplitude: Float

    /// - Parameters:
    ///   - width: How many channels of each head turn; even.
    ///   - base: 10,000 in the paper; later models use more.
    ///   - scaling: A divisor per pair, for models stretched to longer contexts; `nil` divides by 1.
    ///   - amplitude: Factor on the turned channels.
    public init(width: Int, base: Float, scaling: [Float]?, pairing: Pairing, amplitude: Float = 1) {
        precondition(width > 0 && width % 2 == 0, "Rotation: width \(width) is not a positive even number")
        precondition(scaling == nil || scaling!.count == width / 2, "Rotation: \(scaling!.count) divisors for \(width / 2) pairs")
        self.width = width
        self.pairing = pairing
        self.amplitude = amplitude
        frequencies = (0..<width / 2).map { i in
            1 / powf(base, Float(2 * i) / Float(width)) / (scaling?[i] ?? 1)
        }
    }

    /// Cosines and sines of every pair at `position`, appended to the arrays.
    func appendAngles(at position: Int, cosines: inout [Float], sines: inout [Float]) {
        for frequency in frequencies {
            // The product is rounded to 32 bits first, as the reference implementations do.
            let angle = Double(Float(position) * frequency)
            cosines.append(Float(cos(angle)) * amplitude)
            sines.append(Float(sin(angle)) * amplitude)
        }
    }
}
