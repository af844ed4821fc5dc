internal import TruthCorpus

/// Counts documents by source, licence and language, in the order in which each was first seen.
struct OriginList {
    private struct Key: Hashable {
        var source: String
        var licence: String?
        var language: String?
    }

    private(set) var origins: [ShardManifest.Origin] = []
    private var places: [Key: Int] = [:]

    /// Counts a document.
    ///
    /// - Returns: The place of its origin in the list.
    mutating func add(_ document: Document, tokens: Int, textBytes: Int) -> Int {
        let key = Key(source: document.source, licence: document.licence, language: document.language)
        let place = places[key] ?? origins.count
        if place == origins.count {
            places[key] = place
            origins.append(ShardManifest.Origin(source: key.source, licence: key.licence, language: key.language))
        }
        origins[place].documents += 1
        origins[place].tokens += tokens
        origins[place].textBytes += textBytes
        return place
    }
}
