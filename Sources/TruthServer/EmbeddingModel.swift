import TruthEvidence

/// A model that turns texts into vectors, as `/v1/embeddings` shows it.
public struct EmbeddingModel: Sendable {
    /// The name shown to clients, such as `all-MiniLM-L6-v2`.
    public var name: String
    public var embedder: any Embedder
    /// The longest text it takes, in tokens; a longer one is refused, not cut. `nil` when it takes any.
    public var maximumTokens: Int?
    /// How many tokens a text has.
    public var tokenCount: @Sendable (String) throws -> Int

    public init(
        name: String, embedder: any Embedder, maximumTokens: Int?, tokenCount: @escaping @Sendable (String) throws -> Int
    ) {
        self.name = name
        self.embedder = embedder
        self.maximumTokens = maximumTokens
        self.tokenCount = tokenCount
    }
}
