import Foundation

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

/// What an artefact has to forget.
public struct ForgottenDocuments: Sendable {
    public var identities: Set<String>
    public var sources: Set<String>

    public init(identities: Set<String>, sources: Set<String>) {
        self.identities = identities
        self.sources = sources
    }
}

/// Every artefact that there may be in a data directory.
public enum EvidenceArtifacts {
    /// - Returns: None for a store in memory.
    public static func beside(storePath: String) -> [any EvidenceArtifact] {
        guard let folder = StoreNeighbours.folder(ofStore: storePath) else { return [] }
        let indexes = ["lexical", "vectors"].compactMap { StoreNeighbours.path(of: $0, besideStore: storePath) }
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

/// Files that are made again from the store when they are missing: they forget by being removed.
struct DerivedFiles: EvidenceArtifact {
    /// Every file or folder whose path begins so, as in `evidence.vectors` and `evidence.vectors.partial`.
    let prefix: String

    func forget(_ documents: ForgottenDocuments) throws -> [String] {
        let files = FileManager.default
        let folder = (prefix as NSString).deletingLastPathComponent
        let start = (prefix as NSString).lastPathComponent
        // No folder, no files.
        guard files.fileExists(atPath: folder) else { return [] }
        let found = try files.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(start) }.map { folder + "/" + $0 }
        for path in found {
            do {
                try files.removeItem(atPath: path)
            } catch {
                throw EvidenceError.fileNotWritable(path: path, reason: "it can't be removed: \(error.localizedDescription)")
            }
        }
        return found.sorted()
    }
}
