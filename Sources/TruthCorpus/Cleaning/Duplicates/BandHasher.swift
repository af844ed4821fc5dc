/// Turns texts into band keys: MinHash with one key for each band of hashes.
///
/// `h_i(x) = a_i · x + b_i mod 2³²` with odd `a_i`, `x` the mixed hash of a shingle; a band's key mixes the minima of its hashes. A text with
/// fewer words than a shingle has is one shingle. 16 hashes are computed at a time in portable SIMD.
package struct BandHasher: Sendable {
    package let settings: NearDuplicateSettings
    private let factors: [SIMD16<UInt32>]
    private let addends: [SIMD16<UInt32>]
    private var text = ComparisonText()
    private var shingles: [UInt32] = []
    private var minima: [SIMD16<UInt32>]

    package init(_ settings: NearDuplicateSettings) {
        self.settings = settings
        let vectors = (settings.bands * settings.hashesPerBand + 15) / 16
        var random = settings.seed
        func next() -> UInt32 {
            random &+= 0x9E37_79B9_7F4A_7C15
            return UInt32(truncatingIfNeeded: TextHash.mixed(random) >> 32)
        }
        factors = (0..<vectors).map { _ in SIMD16((0..<16).map { _ in next() | 1 }) }
        addends = (0..<vectors).map { _ in SIMD16((0..<16).map { _ in next() }) }
        minima = [SIMD16<UInt32>](repeating: SIMD16(repeating: .max), count: vectors)
    }

    /// Puts the keys of `text`, one a band, into `keys`; none for a text without words.
    package mutating func keys(of text: Span<UInt8>, into keys: inout [UInt64]) {
        keys.removeAll(keepingCapacity: true)
        self.text.read(text, asPost: settings.comparesAsPosts)
        guard !self.text.words.isEmpty else { return }
        for index in minima.indices { minima[index] = SIMD16(repeating: .max) }
        hashShingles()
        for band in 0..<settings.bands { keys.append(key(of: band)) }
    }

    /// Hashes the runs of words, a block that stays in the cache at a time.
    private mutating func hashShingles() {
        let words = text.words
        let length = min(settings.wordsPerShingle, words.count)
        var start = 0
        while start <= words.count - length {
            let end = min(start + 2048, words.count - length + 1)
            shingles.removeAll(keepingCapacity: true)
            for first in start..<end {
                var hash: UInt64 = 0
                for index in first..<first + length { hash = (hash &+ words[index]) &* 0x9E37_79B9_7F4A_7C15 }
                shingles.append(UInt32(truncatingIfNeeded: TextHash.mixed(hash) >> 32))
            }
            takeMinima()
            start = end
        }
    }

    private mutating func takeMinima() {
        for vector in minima.indices {
            let factor = factors[vector]
            let addend = addends[vector]
            var least = minima[vector]
            for shingle in shingles { least = pointwiseMin(least, factor &* SIMD16(repeating: shingle) &+ addend) }
            minima[vector] = least
        }
    }

    private func key(of band: Int) -> UInt64 {
        var key = UInt64(band) &* 0xD6E8_FEB8_6659_FD93
        for hash in band * settings.hashesPerBand..<(band + 1) * settings.hashesPerBand {
            key = TextHash.mixed(key ^ UInt64(minima[hash / 16][hash % 16]))
        }
        return key
    }
}
