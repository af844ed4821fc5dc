import Foundation

/// How good a ranking of documents is, from 0 to 1.
enum Measures {
    /// Normalised discounted cumulative gain of the first ten; relevance is yes or no.
    static func gainAt10(_ ranking: [String], _ relevant: Set<String>) -> Double {
        let gain = ranking.prefix(10).enumerated().reduce(0) { $0 + (relevant.contains($1.element) ? 1 / log2(Double($1.offset) + 2) : 0) }
        let best = (0..<min(10, relevant.count)).reduce(0) { $0 + 1 / log2(Double($1) + 2) }
        return best > 0 ? gain / best : 0
    }

    static func recall(_ ranking: [String], _ relevant: Set<String>, at count: Int) -> Double {
        Double(Set(ranking.prefix(count)).intersection(relevant).count) / Double(max(1, relevant.count))
    }

    /// Average precision of the first `count`.
    static func precision(_ ranking: [String], _ relevant: Set<String>, at count: Int) -> Double {
        var found = 0, sum = 0.0
        for (rank, document) in ranking.prefix(count).enumerated() where relevant.contains(document) {
            found += 1
            sum += Double(found) / Double(rank + 1)
        }
        return sum / Double(max(1, min(count, relevant.count)))
    }

    /// The mean, with the 2.5 and 97.5 per cent points of 2,000 bootstrap means.
    static func interval(_ values: [Double], seed: UInt64 = 1) -> (mean: Double, low: Double, high: Double) {
        var random = Seeded(state: seed)
        let means = (0..<2000).map { _ in
            (0..<values.count).reduce(0.0) { sum, _ in sum + values[Int(random.next() % UInt64(values.count))] } / Double(values.count)
        }.sorted()
        return (values.reduce(0, +) / Double(values.count), means[50], means[1949])
    }

    static func text(_ values: [Double]) -> String {
        let (mean, low, high) = interval(values)
        return String(format: "%.4f (%.4f to %.4f)", mean, low, high)
    }
}
