import Foundation

/// Makes token shards of documents: tokenised, shuffled, split into training and validation.
///
/// Documents are read once. Memory is bounded by `memoryBytes`, a batch of documents and the largest of 256 buckets, whatever the
/// size of the corpus; the disk takes the shards twice over meanwhile.
package struct ShardBuilder {
    package let recipe: ShardRecipe
    package let tokenizer: ShardTokenizer
    package var groups: any DuplicateGroups = TextGroups()
    package var threadCount = 1
    package var memoryBytes = 256 << 20
    package var room = DiskRoom()

    /// How far a build has come.
    package struct Progress: Sendable {
        package var documents = 0
        package var tokens = 0
        /// The share of the shuffled documents that is written; 0 while documents are read.
        package var writtenShare = 0.0
    }

    package init(recipe: ShardRecipe, tokenizer: ShardTokenizer) throws(ShardError) {
        try recipe.validate()
        self.recipe = recipe
        self.tokenizer = tokenizer
    }

    /// Makes the shards in `folder`, in the place of those that were there.
    ///
    /// Until it returns, and whatever happens meanwhile, the old shards stay as they were.
    package func build(
        _ source: some DocumentSource, in folder: String, progress: (Progress) -> Void = { _ in }
    ) throws -> ShardManifest {
        let folder = try ShardFolder(path: folder)
        let name = try folder.beginBuild()
        do {
            let manifest = try build(source, name: name, folder: "\(folder.path)/\(name)", progress: progress)
            try folder.commit(manifest, room: room)
            return manifest
        } catch {
            // What the folder had before still counts; the error that led here is the one to report.
            try? folder.removeBuilds(except: folder.manifest?.build)
            throw error
        }
    }

    private func build(
        _ source: some DocumentSource, name: String, folder: String, progress: (Progress) -> Void
    ) throws -> ShardManifest {
        var manifest = ShardManifest(
            build: name, tokenType: TokenType(vocabularySize: tokenizer.tokenizer.vocabularySize),
            tokenizer: tokenizer.manifestEntry(),
            recipe: ShardManifest.Recipe(
                seed: recipe.seed, validationShare: recipe.validationShare, tokensPerShard: recipe.tokensPerShard,
                duplicateGroups: groups.name),
            origins: [], train: .init(), validation: .init(), emptyDocuments: 0)
        var buckets = DocumentBuckets(folder: folder, memoryBytes: memoryBytes, room: room)
        var state = Progress()
        try read(source, into: &buckets, &manifest, &state, progress)
        guard state.documents > 0 else { throw ShardError.emptyCorpus }
        try write(&buckets, to: &manifest, folder: folder, &state, progress)
        guard manifest.train.documents > 0 else { throw ShardError.nothingToTrainOn(documents: state.documents) }
        var copy = try OutputFile(path: "\(folder)/\(manifest.tokenizer.file)", room: room)
        try copy.write(tokenizer.json)
        _ = try copy.finish()
        return manifest
    }

    // MARK: - Reading

    private func read(
        _ source: some DocumentSource, into buckets: inout DocumentBuckets, _ manifest: inout ShardManifest, _ state: inout Progress,
        _ progress: (Progress) -> Void
    ) throws {
        var origins = OriginList()
        while case let batch = try DocumentBatch(source), !batch.documents.isEmpty {
            for (document, ids) in zip(batch.documents, tokenizer.tokenizer.encode(batch: batch.texts, threadCount: threadCount)) {
                guard !ids.isEmpty else {
                    manifest.emptyDocuments += 1
                    continue
                }
                let textBytes = document.trainingText.utf8.count
                let origin = origins.add(document, tokens: ids.count + 1, textBytes: textBytes)
                try buckets.append(
                    key: recipe.key(ofIdentity: document.identity), split: recipe.split(ofGroup: groups.group(of: document)),
                    origin: origin, textBytes: textBytes, identity: document.identity, ids: ids + [tokenizer.endToken],
                    type: manifest.tokenType)
                state.documents += 1
                state.tokens += ids.count + 1
            }
            progress(state)
        }
        manifest.origins = origins.origins
    }

    // MARK: - Writing

    private func write(
        _ buckets: inout DocumentBuckets, to manifest: inout ShardManifest, folder: String, _ state: inout Progress,
        _ progress: (Progress) -> Void
    ) throws(ShardError) {
        var train = ShardWriter(split: .train, folder: folder, tokensPerShard: recipe.tokensPerShard, room: room)
        var validation = ShardWriter(split: .validation, folder: folder, tokensPerShard: recipe.tokensPerShard, room: room)
        for bucket in 0..<DocumentBuckets.count {
            for record in try buckets.take(bucket) {
                let place = DocumentPlace(
                    identity: record.identity, start: 0, tokenCount: record.tokens.count / manifest.tokenType.byteCount,
                    textBytes: Int(record.textBytes), origin: Int(record.origin))
                switch record.split {
                case .train: try train.append(place, tokens: record.tokens)
                case .validation: try validation.append(place, tokens: record.tokens)
                }
            }
            state.writtenShare = Double(bucket + 1) / Double(DocumentBuckets.count)
            progress(state)
        }
        manifest.train = try train.finish()
        manifest.validation = try validation.finish()
    }
}
