import Foundation

/// What a model or a set of shards says it was made from: a member of its JSON record.
///
/// ```json
/// {"name": "posts-8m", "trainedOn": {"sources": ["posts"], "documents": ["posts/17"], "shards": ["posts-2026"]}}
/// ```
/// A run's record is `runs/NAME/record.json`, a shard set's manifest `shards/NAME/manifest.json`. Each member is optional; `documents`,
/// where it is given, is complete and decides alone.
struct TrainingRecord: Decodable {
    var name: String?
    var trainedOn: Origin?

    struct Origin: Decodable {
        var sources: [String]?
        var documents: [String]?
        /// Names of folders in `shards/`.
        var shards: [String]?
    }

    /// - Returns: `nil` when there is no such file or it can't be read as a record.
    init?(contentsOf path: String) {
        guard let bytes = FileManager.default.contents(atPath: path), let record = try? JSONDecoder().decode(Self.self, from: bytes) else {
            return nil
        }
        self = record
    }

    /// Whether it was made from any of `documents`; `nil` when it doesn't say what it was made from.
    func holds(_ documents: ForgottenDocuments, shards: Set<String> = []) -> Bool? {
        guard let origin = trainedOn, origin.sources != nil || origin.documents != nil || origin.shards != nil else { return nil }
        if let named = origin.documents { return !documents.identities.isDisjoint(with: named) }
        return !documents.sources.isDisjoint(with: origin.sources ?? []) || !shards.isDisjoint(with: origin.shards ?? [])
    }
}

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
