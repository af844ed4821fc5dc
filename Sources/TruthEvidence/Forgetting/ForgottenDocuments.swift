/// What an artefact has to forget.
public struct ForgottenDocuments: Sendable {
    public var identities: Set<String>
    public var sources: Set<String>

    public init(identities: Set<String>, sources: Set<String>) {
        self.identities = identities
        self.sources = sources
    }
}
