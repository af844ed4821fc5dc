import Foundation
import TruthClaims

/// A claim with its verdict, as our routes show it; places are in code points.
struct WireAssessment: Encodable, Sendable {
    struct Claim: Encodable, Sendable {
        var text: String
        var start: Int
        var end: Int
    }

    struct Place: Encodable, Sendable {
        var start: Int
        var end: Int
    }

    struct Evidence: Encodable, Sendable {
        var passage: WirePassage
        var stance: Assessment.Evidence.Stance
        /// In the passage's text.
        var highlight: Nullable<Place>
    }

    struct Check: Encodable, Sendable {
        var kind: Assessment.Check.Kind
        var claimed: String
        var found: Nullable<String>
        var agrees: Bool
    }

    var index: Int
    /// In the answer's text.
    var claim: Claim
    var verdict: Verdict
    var probability: Nullable<Double>
    var calibration: String
    var evidence: [Evidence]
    var checks: [Check]
    var reason: String
    var asOf: Date

    init(_ assessment: Assessment, index: Int) {
        self.index = index
        let span = assessment.claim.span
        claim = Claim(text: assessment.claim.text, start: span.lowerBound, end: span.upperBound)
        verdict = assessment.verdict
        probability = .init(assessment.probability)
        calibration = assessment.calibration
        evidence = assessment.evidence.map { evidence in
            let place = evidence.highlight.map { Place(start: $0.lowerBound, end: $0.upperBound) }
            return Evidence(passage: WirePassage(evidence.passage), stance: evidence.stance, highlight: .init(place))
        }
        checks = assessment.checks.map { Check(kind: $0.kind, claimed: $0.claimed, found: .init($0.found), agrees: $0.agrees) }
        reason = assessment.reason
        asOf = assessment.asOf
    }
}
