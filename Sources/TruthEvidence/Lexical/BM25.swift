import Foundation

/// The weights of Okapi BM25 (Robertson and others, TREC-3, 1994), as the index stores and uses them.
///
/// `score = Σ_t idf(t) · impact(t)`, `idf = ln(1 + (N − n + ½) / (n + ½))`, `impact = f · (k₁ + 1) / (f + k₁ · (1 − b + b · length / L))`,
/// where f counts the term in the text once and in title and aliases four times, and L is the reference length.
enum BM25 {
    static let k1 = 1.2
    static let b = 0.75
    /// Title and aliases say what a passage is about.
    static let nameWeight = 4
    /// What stands for the largest impact, k₁ + 1; impacts are kept in 8 bits.
    static let largestCode = 255.0

    /// How rare a term is that occurs in `found` of `total` passages.
    static func rarity(found: Int, of total: Int) -> Double {
        log(1 + max(0, Double(total - found) + 0.5) / (Double(found) + 0.5))
    }

    /// The impact in units of (k₁ + 1) / 255, at least 1.
    static func code(frequency: Int, length: Int, referenceLength: Double) -> UInt8 {
        let frequency = Double(frequency)
        let norm = k1 * (1 - b + b * Double(length) / max(1, referenceLength))
        return UInt8(max(1, min(largestCode, (largestCode * frequency / (frequency + norm)).rounded())))
    }

    /// What a term of that rarity gives per unit of code, in units of ``unit``: sums of whole numbers are the same in any order.
    static func weight(rarity: Double) -> Int32 { Int32(max(1, (rarity * (k1 + 1) / largestCode / unit).rounded())) }

    /// What one is in sums of weights: they stay below 2³¹ for 300 of the rarest terms of a billion passages.
    static let unit = 1.0 / 131_072
}
