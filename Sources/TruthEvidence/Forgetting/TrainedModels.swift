import Foundation

/// The models in `runs/`.
enum TrainedModels {
    /// The names of those that were trained on any of `documents`, sorted. A run that doesn't say what it was trained on is named with that remark.
    static func named(in folder: String, trainedOn documents: ForgottenDocuments, shards: Set<String>) -> [String] {
        // Without runs there are no models.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().compactMap { name in
            let path = "\(folder)/\(name)/record.json"
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            let record = TrainingRecord(contentsOf: path)
            switch record?.holds(documents, shards: shards) {
            case true?: return record?.name ?? name
            case false?: return nil
            case nil: return "\(record?.name ?? name) (its record doesn't say what it was trained on)"
            }
        }
    }
}
