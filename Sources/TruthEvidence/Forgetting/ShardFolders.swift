import Foundation

/// Token shards: a set that holds forgotten documents is removed whole, and can be made again from the store.
struct ShardFolders: EvidenceArtifact {
    /// The folder with one folder per set.
    let folder: String

    func forget(_ documents: ForgottenDocuments) throws -> [String] {
        let found = names(holding: documents).map { folder + "/" + $0 }
        for path in found {
            do {
                try FileManager.default.removeItem(atPath: path)
            } catch {
                throw EvidenceError.fileNotWritable(path: path, reason: "it can't be removed: \(error.localizedDescription)")
            }
        }
        return found
    }

    /// The sets made from any of `documents`, sorted. One that doesn't say what it was made from may hold them, and counts.
    func names(holding documents: ForgottenDocuments) -> [String] {
        // Without the folder there are no sets.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().filter { name in
            TrainingRecord(contentsOf: "\(folder)/\(name)/manifest.json")?.holds(documents) ?? true
        }
    }
}
