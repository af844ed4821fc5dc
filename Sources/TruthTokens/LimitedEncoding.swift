/// The token ids of a text that may have been too long.
public struct LimitedEncoding: Sendable, Hashable {
    /// What the model reads.
    public var ids: [Int]
    /// How many tokens of the text's end are not among them.
    public var cutTokenCount: Int

    public init(ids: [Int], cutTokenCount: Int) {
        self.ids = ids
        self.cutTokenCount = cutTokenCount
    }
}
