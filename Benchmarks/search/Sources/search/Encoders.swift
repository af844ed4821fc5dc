import Foundation
import TruthEvidence
import TruthModels

/// The sentence encoder, remembering what it has seen: the same queries are searched in many ways.
final class RememberingEmbedder: Embedder, @unchecked Sendable {
    private let encoder: SentenceEncoder
    private var known: [String: [Float]] = [:]

    init(_ path: String) throws { encoder = try SentenceEncoder.load(path: path) }

    var dimension: Int { encoder.dimension }

    func embed(_ texts: [String]) throws -> [[Float]] {
        let new = texts.filter { known[$0] == nil }
        if !new.isEmpty { for (text, vector) in zip(new, try encoder.embed(new)) { known[text] = vector } }
        return texts.map { known[$0]! }
    }
}

/// Without remembering, as a program that serves: what a query costs.
struct PlainEmbedder: Embedder {
    let encoder: SentenceEncoder
    var dimension: Int { encoder.dimension }

    func embed(_ texts: [String]) throws -> [[Float]] { try encoder.embed(texts) }
}

/// Seeded random numbers (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }

    /// Roughly normal, mean 0, variance 1.
    mutating func normal() -> Float {
        var sum: Float = 0
        for _ in 0..<4 { sum += Float(next() >> 40) / Float(1 << 24) - 0.5 }
        return sum * 1.732
    }
}
