import Foundation

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
