/// A vector made ready to be compared with stored ones: 16-bit codes times a scale.
///
/// `vector[k] ≈ scale · code[k]`. The codes are so small that the sum of products with any stored vector stays below 2³¹.
public struct ScanQuery: Sendable, Hashable {
    let codes: [Int16]
    let high: [Int8]
    let low: [Int8]
    let offset: UInt32
    /// What a sum of products is multiplied with, besides the stored vector's own scale.
    public let scale: Float

    /// - Parameter vector: D numbers; its length doesn't matter.
    public init(_ vector: [Float]) {
        let largest = vector.reduce(0) { max($0, abs($1)) }
        // 32,639 = 127 · 256 + 127 is the largest code whose high byte fits.
        let limit = min(32_639, Float(Int32.max) / Float(128 * max(1, vector.count)) - 1)
        scale = largest > 0 ? largest / limit : 0
        let inverse = largest > 0 ? limit / largest : 0
        var codes = vector.map { Int16(($0 * inverse).rounded(.toNearestOrEven)) }
        codes += Array(repeating: 0, count: StoredVector.stride(of: vector.count) - vector.count)
        low = codes.map { Int8(truncatingIfNeeded: $0) }
        high = zip(codes, low).map { Int8((Int($0) - Int($1)) >> 8) }
        offset = UInt32(bitPattern: 128 &* codes.reduce(Int32(0)) { $0 &+ Int32($1) })
        self.codes = codes
    }
}

/// A vector in 8 bits a component: `vector[k] ≈ scale · (byte[k] − 128)`.
public struct StoredVector: Sendable, Hashable {
    /// As many as ``stride(of:)`` says; 128, which stands for zero, after the last component.
    public var bytes: [UInt8]
    public var scale: Float

    /// Rounds each component to the nearest of 255 steps between minus and plus the largest magnitude.
    public init(_ vector: [Float]) {
        let largest = vector.reduce(0) { max($0, abs($1)) }
        let inverse = largest > 0 ? 127 / largest : 0
        scale = largest / 127
        bytes = vector.map { UInt8(Int(($0 * inverse).rounded(.toNearestOrEven)) + 128) }
        bytes += Array(repeating: 128, count: Self.stride(of: vector.count) - vector.count)
    }

    /// The bytes that a vector of `dimension` components takes: a multiple of 64.
    public static func stride(of dimension: Int) -> Int { (dimension + 63) / 64 * 64 }
}
