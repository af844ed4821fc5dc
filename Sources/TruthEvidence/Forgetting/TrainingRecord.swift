import Foundation

/// What a model or a set of shards says it was made from: a member of its JSON record.
///
/// ```json
/// {"name": "posts-8m", "trainedOn": {"sources": ["posts"], "documents": ["posts/17"], "shards": ["posts-2026"]}}
/// ```
/// A manifest of shards may name its sources as `"origins": [{"source": "posts"}]` instead. A run's record is `runs/NAME/record.json`, a shard set's manifest `shards/NAME/manifest.json`. Each member is optional; `documents`,
/// where it is given, is complete and decides alone.
struct TrainingRecord: Decodable {
    var name: String?
    var trainedOn: Origin?
    /// The sources of a set of shards, as its manifest names them.
    var origins: [ShardOrigin]?

    struct ShardOrigin: Decodable {
        var source: String
    }

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
        if trainedOn == nil, let origins { return !documents.sources.isDisjoint(with: origins.map(\.source)) }
        guard let origin = trainedOn, origin.sources != nil || origin.documents != nil || origin.shards != nil else { return nil }
        if let named = origin.documents { return !documents.identities.isDisjoint(with: named) }
        return !documents.sources.isDisjoint(with: origin.sources ?? []) || !shards.isDisjoint(with: origin.shards ?? [])
    }
}
