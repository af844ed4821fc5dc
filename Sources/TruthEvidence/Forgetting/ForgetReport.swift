/// What forgetting did, or would do.
public struct ForgetReport: Sendable, Hashable, Codable {
    /// How many documents.
    public var documents = 0
    /// The collections they belonged to.
    public var sources: [String] = []
    /// Some of their identities, for a look before it is done; empty afterwards.
    public var examples: [String] = []
    /// Files beside the store that were removed, because they were made from the documents; what needs them makes them again.
    public var removedFiles: [String] = []
    /// Models that were trained on what was forgotten, by name.
    public var models: [String] = []
    /// Other databases in the data directory, such as backups: they are left alone and may still hold the documents.
    public var untouchedDatabases: [String] = []

    public init() {}
}
