/// How near-duplicates are found: what is hashed, and how alike two texts must be.
///
/// Two documents are taken for duplicates when all hashes of one band are equal. With `b` bands of `r` hashes, a pair whose sets of
/// shingles overlap by `s` (Jaccard) is found with probability `1 − (1 − sʳ)ᵇ`.
public struct NearDuplicateSettings: Sendable, Hashable {
    public enum Name: String, Sendable, Hashable, CaseIterable {
        /// datatrove's default: 14 bands of 8 hashes over runs of 5 words; half of the pairs that overlap by 0.72 are found.
        case documents
        /// For texts of ten words, chosen by measurement: 28 bands of 8 hashes over runs of 2 words; links, @names, emoji and `RT` aside.
        case posts
    }

    /// Words in a shingle.
    public var wordsPerShingle: Int
    public var bands: Int
    public var hashesPerBand: Int
    /// Leave out links, @names, emoji and `RT`.
    public var comparesAsPosts: Bool
    public var seed: UInt64

    public init(wordsPerShingle: Int, bands: Int, hashesPerBand: Int, comparesAsPosts: Bool, seed: UInt64 = 1) {
        precondition(wordsPerShingle > 0 && bands > 0 && hashesPerBand > 0, "\(wordsPerShingle) words, \(bands) bands, \(hashesPerBand) hashes")
        self.wordsPerShingle = wordsPerShingle
        self.bands = bands
        self.hashesPerBand = hashesPerBand
        self.comparesAsPosts = comparesAsPosts
        self.seed = seed
    }

    public init(_ name: Name) {
        switch name {
        case .documents: self.init(wordsPerShingle: 5, bands: 14, hashesPerBand: 8, comparesAsPosts: false)
        case .posts: self.init(wordsPerShingle: 2, bands: 28, hashesPerBand: 8, comparesAsPosts: true)
        }
    }

    /// A number that differs between settings whose signatures can't be compared.
    var fingerprint: UInt64 {
        [UInt64(wordsPerShingle), UInt64(bands), UInt64(hashesPerBand), comparesAsPosts ? 1 : 0, seed, 1]
            .reduce(0) { TextHash.mixed($0 ^ $1 &+ 0x9E37_79B9_7F4A_7C15) }
    }
}
