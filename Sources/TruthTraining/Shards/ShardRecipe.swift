/// How shards are made of documents.
package struct ShardRecipe: Sendable, Hashable {
    /// The same documents with the same seed give the same shards, byte for byte.
    package var seed: UInt64
    /// The share of documents that is kept for validation, by groups of duplicates: 0 to 1, both excluded but for 0.
    package var validationShare: Double
    /// A shard ends before the document that would take it past this many tokens.
    package var tokensPerShard: Int

    package init(seed: UInt64 = 1, validationShare: Double = 0.01, tokensPerShard: Int = 1 << 26) {
        self.seed = seed
        self.validationShare = validationShare
        self.tokensPerShard = tokensPerShard
    }

    func validate() throws(ShardError) {
        guard validationShare >= 0, validationShare < 1 else {
            throw .invalidRecipe(problem: "The validation share is \(validationShare); choose at least 0 and less than 1, such as 0.01.")
        }
        guard tokensPerShard >= 1024 else {
            throw .invalidRecipe(problem: "A shard of \(tokensPerShard) tokens is too small; choose at least 1024.")
        }
    }

    /// On which side a group of duplicates goes.
    func split(ofGroup group: UInt64) -> ShardSplit {
        // 53 bits make a number from 0 to 1 that `Double` holds exactly.
        let share = Double(StableHash.mixed(group ^ StableHash.mixed(seed)) >> 11) / Double(1 << 53)
        return share < validationShare ? .validation : .train
    }

    /// Where a document stands in the shuffled order: the order of these keys, then of identities.
    func key(ofIdentity identity: String) -> UInt64 {
        StableHash.hash(identity, seed: seed)
    }
}
