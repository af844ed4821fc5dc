/// Keeps a few of what each step removes, every one with the same chance (reservoir sampling, seeded), with private data masked.
struct SampleKeeper: Sendable {
    private(set) var samples: [[RemovalSample]]
    private let limit: Int
    private var offered: [Int]
    private var random: UInt64 = 1
    private let scanner = PrivateDataScanner()
    private static let longestSampleBytes = 240

    init(steps: Int, limit: Int) {
        self.limit = limit
        samples = [[RemovalSample]](repeating: [], count: steps)
        offered = [Int](repeating: 0, count: steps)
    }

    /// Takes the text of a removed document, or passes it over.
    mutating func offer(_ text: [UInt8], reason: String, to step: Int) {
        offered[step] += 1
        if samples[step].count < limit {
            samples[step].append(RemovalSample(reason: reason, text: sample(text)))
        } else {
            random &+= 0x9E37_79B9_7F4A_7C15
            let place = Int(TextHash.mixed(random) % UInt64(offered[step]))
            if place < limit { samples[step][place] = RemovalSample(reason: reason, text: sample(text)) }
        }
    }

    /// The beginning of a text, cut between scalars, masked before it is cut: half a number would not be known as one.
    private func sample(_ text: [UInt8]) -> String {
        let masked = scanner.masked(String(decoding: text.prefix(4 * Self.longestSampleBytes), as: UTF8.self))
        var end = min(masked.utf8.count, Self.longestSampleBytes)
        let bytes = Array(masked.utf8)
        while end > 0, end < bytes.count, bytes[end].isContinuation { end -= 1 }
        return String(decoding: bytes[..<end], as: UTF8.self) + (end < bytes.count ? "…" : "")
    }
}
