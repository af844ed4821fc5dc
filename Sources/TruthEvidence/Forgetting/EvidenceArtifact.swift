/// Something that was made from the documents and lies in the data directory. Each must be able to forget.
///
/// To take part, add the artefact to ``EvidenceArtifacts/beside(storePath:)``.
public protocol EvidenceArtifact: Sendable {
    /// Leaves nothing of the documents in the files. Is called again after an interruption, so it must not mind what is done already.
    ///
    /// - Returns: The files that were removed or rewritten.
    /// - Throws: What stands in the way; forgetting then stays unfinished and is tried again.
    func forget(_ documents: ForgottenDocuments) throws -> [String]
}
