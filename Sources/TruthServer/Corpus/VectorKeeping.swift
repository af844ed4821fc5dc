public import TruthEvidence

/// Computes the vectors that passages lack: handed in, as the corpus is.
public protocol VectorKeeping: Sendable {
    /// Computes what is missing; at once done when nothing is. Blocks.
    ///
    /// - Parameter progress: Is told of each few passages and waits while requests run; what it throws ends the work, and what is computed stays.
    /// - Returns: Whether anything was missing.
    func update(progress: (PassageEmbedding.Progress) throws -> Void) throws -> Bool
}

extension VectorUpkeep: VectorKeeping {}
