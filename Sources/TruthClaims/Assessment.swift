public import Foundation
public import TruthEvidence

/// A claim with its verdict and what the verdict rests on.
public struct Assessment: Sendable, Hashable, Codable {
    public var claim: Claim
    public var verdict: Verdict
    /// The calibrated probability that the claim is true; `nil` while there is no calibration.
    public var probability: Double?
    /// What calibrated `probability`; `"none"` says that nothing has.
    public var calibration: String
    /// The passages it rests on, strongest first.
    public var evidence: [Evidence]
    /// What the deterministic checks compared.
    public var checks: [Check]
    /// Why this verdict, in a sentence for people.
    public var reason: String
    /// When the evidence was looked at.
    public var asOf: Date

    /// A passage and what it says of the claim.
    public struct Evidence: Sendable, Hashable, Codable {
        public enum Stance: String, Sendable, Codable {
            case supports, refutes, related
        }

        public var passage: Passage
        public var stance: Stance
        /// The part of the passage's text that bears on the claim, in Unicode scalars.
        public var highlight: Range<Int>?

        public init(passage: Passage, stance: Stance, highlight: Range<Int>? = nil) {
            self.passage = passage
            self.stance = stance
            self.highlight = highlight
        }
    }

    /// One comparison of the claim with a passage.
    public struct Check: Sendable, Hashable, Codable {
        public enum Kind: String, Sendable, Codable {
            case number, date, unit, name, negation, words, meaning
        }

        public var kind: Kind
        /// What the claim says.
        public var claimed: String
        /// What the passage says; `nil` when it says nothing of the kind.
        public var found: String?
        public var agrees: Bool

        public init(kind: Kind, claimed: String, found: String?, agrees: Bool) {
            self.kind = kind
            self.claimed = claimed
            self.found = found
            self.agrees = agrees
        }
    }

    public init(
        claim: Claim, verdict: Verdict, probability: Double? = nil, calibration: String = "none", evidence: [Evidence] = [],
        checks: [Check] = [], reason: String, asOf: Date
    ) {
        self.claim = claim
        self.verdict = verdict
        self.probability = probability
        self.calibration = calibration
        self.evidence = evidence
        self.checks = checks
        self.reason = reason
        self.asOf = asOf
    }
}
