/// The largest settings that a file may ask for: far above any model that fits this program, and small enough that products of
/// two of them can't overflow.
enum Limits {
    static let width = 1 << 20
    static let blockCount = 1 << 12
    static let headCount = 1 << 14
    static let expertCount = 1 << 14
    static let vocabularySize = 1 << 24
    static let contextLength = 1 << 28
    /// The widest head that the attention kernels hold.
    static let headWidth = 256
}
