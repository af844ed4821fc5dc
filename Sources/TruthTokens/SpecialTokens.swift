/// The ids of the tokens that have a meaning of their own; `nil` where a model has none.
public struct SpecialTokens: Sendable, Hashable {
    /// Begins a text (`bos`); for BERT, `[CLS]`.
    public var beginning: Int?
    /// Ends a text (`eos`); for BERT, `[SEP]`.
    public var end: Int?
    /// Ends a turn of a conversation.
    public var endOfTurn: Int?
    /// Stands for what the vocabulary can't say.
    public var unknown: Int?
    /// Fills up a batch.
    public var padding: Int?

    public init(beginning: Int? = nil, end: Int? = nil, endOfTurn: Int? = nil, unknown: Int? = nil, padding: Int? = nil) {
        self.beginning = beginning
        self.end = end
        self.endOfTurn = endOfTurn
        self.unknown = unknown
        self.padding = padding
    }
}
