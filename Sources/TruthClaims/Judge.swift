public import Foundation
public import TruthEvidence

/// Decides what passages say of a claim.
public protocol Judge: Sendable {
    /// The verdict on a claim, given the passages that a search found for it.
    ///
    /// - Parameters:
    ///   - claim: Self-contained; its span is passed on.
    ///   - hits: What the search found, best first. A passage that occurs twice counts once.
    ///   - date: When the evidence is looked at.
    /// - Throws: What the embedder or the model behind the judge throws.
    func assess(_ claim: Claim, with hits: [SearchHit], asOf date: Date) throws -> Assessment
}
