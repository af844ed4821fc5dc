import Foundation
import TruthCorpus

/// Random numbers that are the same on every run (SplitMix64).
struct Random: RandomNumberGenerator {
    var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Reads the texts of files that `DocumentReader` understands.
enum Posts {
    static func read(_ files: [String]) throws -> [Document] {
        var documents: [Document] = []
        for file in files {
            for case .document(let document) in try DocumentReader(path: file) { documents.append(document) }
        }
        return documents
    }

    /// Different texts of at least five words, in a seeded order.
    static func unique(_ files: [String]) throws -> [String] {
        var seen: Set<String> = []
        var texts = try read(files).map(\.text).filter { $0.split(whereSeparator: \.isWhitespace).count >= 5 && seen.insert(words($0).joined(separator: " ")).inserted }
        var random = Random(1)
        texts.shuffle(using: &random)
        return texts
    }

    /// The words of a post in lower case, links and @names aside.
    static func words(_ text: String) -> [String] {
        text.lowercased().split(whereSeparator: \.isWhitespace).filter { !$0.hasPrefix("http") && !$0.hasPrefix("@") }
            .map { String($0.unicodeScalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil }) }.filter { !$0.isEmpty }
    }
}

/// A share with its 95 % interval (Wilson).
struct Share: CustomStringConvertible {
    var hits: Int
    var of: Int
    var description: String {
        guard of > 0 else { return "–" }
        let (n, p, z) = (Double(of), Double(hits) / Double(of), 1.96)
        let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return String(format: "%.4f [%.4f, %.4f] (%d of %d)", p, middle - half, middle + half, hits, of)
    }
}
