/// How much evidence there is, for `/health` and the page.
public struct EvidenceCounts: Sendable, Hashable, Codable {
    public var documents: Int
    public var passages: Int

    public init(documents: Int, passages: Int) {
        self.documents = documents
        self.passages = passages
    }
}
