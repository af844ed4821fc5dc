/// What the documents of a shard are for.
package enum ShardSplit: String, Sendable, Hashable, Codable, CaseIterable {
    case train, validation
}
