/// Gives training its sequences: `T + 1` tokens each, so that the last `T` are what the first `T` should predict.
///
/// The tokens of all shards are one row, cut into sequences that share one token with their neighbours: every token is predicted
/// once an epoch, but for fewer than `T` at the end of the row. The order of the sequences is another in each epoch.
package struct ShardReader: Sendable {
    /// How far reading has come: saved with a training run, it goes on with exactly the next sequence.
    package struct Position: Sendable, Hashable, Codable {
        /// The SHA-256 of the shards' manifest.
        package var shards: String
        package var split: ShardSplit
        package var sequenceLength: Int
        package var seed: UInt64
        package var epoch: Int
        /// How many sequences of the epoch were given.
        package var sequence: Int
    }

    /// Where the next sequence is.
    package private(set) var position: Position
    package let sequencesPerEpoch: Int
    private let tokens: TokenStream
    private var order: EpochOrder

    /// Begins at the first epoch.
    ///
    /// - Parameter sequenceLength: `T`.
    package init(_ shards: ShardSet, split: ShardSplit, sequenceLength: Int, seed: UInt64) throws(ShardError) {
        try self.init(
            shards,
            resuming: Position(
                shards: shards.manifestSHA256, split: split, sequenceLength: sequenceLength, seed: seed, epoch: 0, sequence: 0))
    }

    /// Goes on at a position that was saved.
    package init(_ shards: ShardSet, resuming position: Position) throws(ShardError) {
        precondition(position.sequenceLength > 0, "ShardReader: sequences of \(position.sequenceLength) tokens")
        guard position.shards == shards.manifestSHA256 else {
            throw .otherPosition(path: shards.path, problem: "the shards were made anew since it was saved")
        }
        tokens = shards.tokens(of: position.split)
        sequencesPerEpoch = (tokens.count - 1) / position.sequenceLength
        guard sequencesPerEpoch > 0 else {
            throw .tooFewTokens(
                path: shards.path, split: position.split.rawValue, tokens: tokens.count, needed: position.sequenceLength + 1)
        }
        guard position.epoch >= 0, (0..<sequencesPerEpoch).contains(position.sequence) else {
            throw .otherPosition(path: shards.path, problem: "an epoch has \(sequencesPerEpoch) sequences")
        }
        self.position = position
        order = EpochOrder(count: sequencesPerEpoch, seed: position.seed, epoch: position.epoch)
    }

    /// The next sequence, `T + 1` tokens. The last of an epoch is followed by the first of the next.
    package mutating func next() -> [Int32] { tokens[nextRange()] }

    /// Where the next sequence stands among the split's tokens; it counts as given.
    mutating func nextRange() -> Range<Int> {
        let start = order[position.sequence] * position.sequenceLength
        position.sequence += 1
        if position.sequence == sequencesPerEpoch {
            position.sequence = 0
            position.epoch += 1
            order = EpochOrder(count: sequencesPerEpoch, seed: position.seed, epoch: position.epoch)
        }
        return start..<start + position.sequenceLength + 1
    }
}
