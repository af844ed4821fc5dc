/// Rows of a batch that belong to one sequence.
public struct AttentionSegment {
    /// The rows of the batch.
    public let rows: Range<Int>
    /// The position of the first row in its sequence.
    public let firstPosition: Int
    /// The keys and values of the sequence, which already hold those of `rows`.
    public let cache: AttentionCache

    public init(rows: Range<Int>, firstPosition: Int, cache: AttentionCache) {
        self.rows = rows
        self.firstPosition = firstPosition
        self.cache = cache
    }
}
