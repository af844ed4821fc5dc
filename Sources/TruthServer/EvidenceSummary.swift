/// How much evidence there is and where it comes from, for `/health` and the page.
public struct EvidenceSummary: Sendable, Hashable, Codable {
    public var documents: Int
    public var passages: Int
    /// The names of the sources, the largest first.
    public var sources: [String]

    public init(documents: Int, passages: Int, sources: [String] = []) {
        self.documents = documents
        self.passages = passages
        self.sources = sources
    }
}
