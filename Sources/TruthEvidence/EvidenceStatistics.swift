/// What a store holds.
public struct EvidenceStatistics: Sendable, Hashable, Codable {
    public var documents: Int
    public var passages: Int
    public var sources: [Source]
    /// The size of the database file, in bytes.
    public var bytes: Int
    /// The last migration applied, such as `v1`.
    public var schemaVersion: String

    /// One collection in the store.
    public struct Source: Sendable, Hashable, Codable {
        public var name: String
        public var documents: Int
        /// The licences its documents state, sorted.
        public var licences: [String]

        public init(name: String, documents: Int, licences: [String]) {
            self.name = name
            self.documents = documents
            self.licences = licences
        }
    }
}
