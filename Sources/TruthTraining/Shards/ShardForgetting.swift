import Foundation

/// Takes documents out of shards, so that none of their tokens and nothing of their identities is left.
package struct ShardForgetting {
    private let identities: Set<String>
    private let room: DiskRoom

    package init(_ identities: Set<String>, room: DiskRoom = DiskRoom()) {
        self.identities = identities
        self.room = room
    }

    /// Writes the shards in `folder` anew without the documents, each other document as and in the order it was.
    ///
    /// As with a new build, either the old shards are there afterwards or the new ones. When the last document goes, so do the shards.
    ///
    /// - Returns: How many documents were taken out; with 0 nothing was written.
    package func run(in folder: String) throws -> Int {
        let target = try ShardFolder(path: folder)
        let shards = try ShardSet(path: folder)
        guard try !shards.places(ofDocuments: identities).isEmpty else { return 0 }
        let name = try target.beginBuild()
        do {
            let manifest = try rewrite(shards, name: name)
            try target.commit(manifest, room: room)
            return manifest.forgottenDocuments - shards.manifest.forgottenDocuments
        } catch {
            // What the folder had before still counts; the error that led here is the one to report.
            try? target.removeBuilds(except: shards.manifest.build)
            throw error
        }
    }

    private func rewrite(_ shards: ShardSet, name: String) throws -> ShardManifest {
        var manifest = shards.manifest
        let folder = "\(shards.path)/\(name)"
        manifest.build = name
        for split in ShardSplit.allCases {
            var writer = ShardWriter(split: split, folder: folder, tokensPerShard: manifest.recipe.tokensPerShard, room: room)
            for shard in shards.manifest[split].shards {
                let tokens = try Data(contentsOf: URL(filePath: "\(shards.folder)/\(shard.name).tokens"), options: .alwaysMapped)
                for place in try shards.documents(in: shard) {
                    if identities.contains(place.identity) {
                        Self.discount(place, from: &manifest)
                    } else {
                        let width = manifest.tokenType.byteCount
                        let bytes = tokens[place.tokens.lowerBound * width..<place.tokens.upperBound * width]
                        try writer.append(place, tokens: Array(bytes)[...])
                    }
                }
            }
            manifest[split] = try writer.finish()
        }
        let tokenizer = manifest.tokenizer.file
        try FileManager.default.copyItem(atPath: "\(shards.folder)/\(tokenizer)", toPath: "\(folder)/\(tokenizer)")
        return manifest
    }

    private static func discount(_ place: DocumentPlace, from manifest: inout ShardManifest) {
        manifest.forgottenDocuments += 1
        manifest.origins[place.origin].documents -= 1
        manifest.origins[place.origin].tokens -= place.tokenCount
        manifest.origins[place.origin].textBytes -= place.textBytes
    }
}
