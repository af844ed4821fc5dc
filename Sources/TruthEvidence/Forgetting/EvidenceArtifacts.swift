/// Every artefact that there may be in a data directory.
public enum EvidenceArtifacts {
    /// - Returns: None for a store in memory.
    public static func beside(storePath: String) -> [any EvidenceArtifact] {
        guard let folder = StoreNeighbours.folder(ofStore: storePath) else { return [] }
        let indexes = SearchIndexFiles.allCases.map { $0.path(ofStore: storePath) }
        return indexes.map(DerivedFiles.init(prefix:)) + [
            // A record that couldn't be read has no author or source to go by, so that the whole list goes. Every file is read anew
            // after a forgetting, and what is still wrong is listed again.
            DerivedFiles(prefix: RejectedLog.path(inFolder: folder)),
            DerivedFiles(prefix: folder + "/reports"),
            DerivedFiles(prefix: folder + "/caches"),
            DerivedFiles(prefix: folder + "/uploads"),
            ShardFolders(folder: folder + "/shards"),
        ]
    }
}
