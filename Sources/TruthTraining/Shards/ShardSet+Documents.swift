import Foundation

extension ShardSet {
    /// The documents of a shard, in the order of their tokens.
    package func documents(in shard: ShardManifest.Shard) throws(ShardError) -> [DocumentPlace] {
        let path = "\(folder)/\(shard.name).documents"
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw .unreadable(path: path, reason: error.systemReason)
        }
        var places: [DocumentPlace] = []
        places.reserveCapacity(shard.documents)
        var next = 0
        for line in text.split(separator: "\n") {
            guard let place = DocumentPlace(line: line), place.start == next, place.origin < manifest.origins.count else {
                throw .damaged(path: path, problem: "line \(places.count + 1) doesn't follow the line before it")
            }
            next = place.tokens.upperBound
            places.append(place)
        }
        guard places.count == shard.documents, next == shard.tokens else {
            throw .damaged(path: path, problem: "its \(places.count) documents are not the \(shard.documents) of the manifest")
        }
        return places
    }

    /// Where the documents with these identities stand, by shard; shards without any are left out.
    package func places(ofDocuments identities: Set<String>) throws(ShardError) -> [(shard: ShardManifest.Shard, places: [DocumentPlace])] {
        var found: [(shard: ShardManifest.Shard, places: [DocumentPlace])] = []
        for shard in manifest.train.shards + manifest.validation.shards {
            let places = try documents(in: shard).filter { identities.contains($0.identity) }
            if !places.isEmpty { found.append((shard, places)) }
        }
        return found
    }

    /// The identities of the documents that stand in ranges of a split's tokens, each once, in order.
    func identities(in ranges: [Range<Int>], of split: ShardSplit) throws(ShardError) -> [String] {
        var (found, first): ([String], Int) = ([], 0)
        for shard in manifest[split].shards {
            for place in try documents(in: shard) {
                let tokens = first + place.tokens.lowerBound..<first + place.tokens.upperBound
                if ranges.contains(where: { $0.overlaps(tokens) }) { found.append(place.identity) }
            }
            first += shard.tokens
        }
        return found
    }
}
