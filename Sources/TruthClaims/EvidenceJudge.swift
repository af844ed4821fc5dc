public import Foundation
import Synchronization
public import TruthEvidence

/// Judges by words and facts alone, with an embedder as a check on meaning; nothing in it is trained.
///
/// - Supported: a window of one to three sentences covers the claim's words, and every number, date, name and negation agrees.
/// - Refuted: a window covers the rest of the claim, and one of those differs.
/// - Contested: independent sources do both. Sources are independent when source or author differ and neither is a copy of the other.
/// - Unverified: neither.
public struct EvidenceJudge: Judge {
    private let embedder: (any Embedder)?
    private let limits: Limits
    private let cache = PassageCache()

    /// - Parameter embedder: Compares the meaning of claim and window; without one, words alone decide, and more strictly.
    public init(embedder: (any Embedder)? = nil) {
        self.init(embedder: embedder, limits: .standard)
    }

    package init(embedder: (any Embedder)?, limits: Limits) {
        self.embedder = embedder
        self.limits = limits
    }

    public func assess(_ claim: Claim, with hits: [SearchHit], asOf date: Date) throws -> Assessment {
        let matcher = ClaimMatcher(claim.text)
        var findings: [Finding] = []
        var seen: Set<Int64> = []
        for hit in hits where seen.insert(hit.passage.id).inserted {
            let text = cache.text(of: hit.passage)
            if let finding = finding(matcher.matches(in: text), text) { findings.append(finding) }
        }
        try checkMeaning(of: claim, in: &findings)
        return conclude(claim, findings, asOf: date)
    }

    /// Where the lines are drawn; set on the development half of FOLDOC's entries (`Benchmarks/verdicts`).
    package struct Limits: Sendable {
        /// Coverage that supports by itself.
        package var strongCoverage = 0.85
        /// Coverage that supports when the meaning is close as well.
        package var fairCoverage = 0.65
        /// Cosine of claim and window that confirms fair coverage.
        package var closeMeaning: Float = 0.75
        /// Cosine below which no coverage supports.
        package var leastMeaning: Float = 0.45
        /// Share of neighbouring words that must be neighbours in the window, too.
        package var leastCohesion = 0.5
        /// Coverage of the rest of a claim from which a differing fact refutes.
        package var refutingCoverage = 0.7
        /// Coverage from which a passage is shown as related.
        package var relatedCoverage = 0.35

        package static let standard = Limits()
    }

    // MARK: Findings

    /// What one passage says.
    private struct Finding {
        var text: PassageText
        var match: ClaimMatch
        var stance: Assessment.Evidence.Stance
        var meaning: Float?
    }

    /// The passage's best support, else its best refutation, else its best mention.
    private func finding(_ matches: [ClaimMatch], _ text: PassageText) -> Finding? {
        func best(_ stance: Assessment.Evidence.Stance, _ score: (ClaimMatch) -> Double, where fits: (ClaimMatch) -> Bool) -> Finding? {
            matches.filter(fits).max { score($0) < score($1) }.map { Finding(text: text, match: $0, stance: stance) }
        }
        return best(.supports, \.coverage) {
            $0.namesSubject && $0.agrees && $0.coverage >= limits.fairCoverage && $0.cohesion >= limits.leastCohesion
        }
            ?? best(.refutes, \.coverageOfRest) {
                $0.namesSubject && $0.conflict != nil && $0.restCount >= 2 && $0.coverageOfRest >= limits.refutingCoverage
            }
            ?? best(.related, \.coverage) { $0.coverage >= limits.relatedCoverage }
    }

    /// Turns support into mere relation where the meaning is too far, or too far for so little coverage.
    private func checkMeaning(of claim: Claim, in findings: inout [Finding]) throws {
        let supporting = findings.indices.filter { findings[$0].stance == .supports }.sorted { findings[$0].match.coverage > findings[$1].match.coverage }.prefix(3)
        guard !supporting.isEmpty else { return }
        guard let embedder else {
            for index in supporting where findings[index].match.coverage < limits.strongCoverage { findings[index].stance = .related }
            return
        }
        let texts = supporting.map { index in
            let title = findings[index].text.passage.title.map { $0 + ": " } ?? ""
            return title + findings[index].match.windowText
        }
        let vectors = try embedder.embed([claim.text] + texts)
        for (index, vector) in zip(supporting, vectors.dropFirst()) {
            let cosine = vectors[0].innerProduct(vector)
            let least = findings[index].match.coverage >= limits.strongCoverage ? limits.leastMeaning : limits.closeMeaning
            findings[index].meaning = cosine
            if cosine < least { findings[index].stance = .related }
        }
        for index in findings.indices where findings[index].stance == .supports && findings[index].meaning == nil { findings[index].stance = .related }
    }

    // MARK: Verdict

    private func conclude(_ claim: Claim, _ findings: [Finding], asOf date: Date) -> Assessment {
        let supporting = findings.filter { $0.stance == .supports }.sorted { $0.match.coverage > $1.match.coverage }
        let refuting = findings.filter { $0.stance == .refutes }.sorted { $0.match.coverageOfRest > $1.match.coverageOfRest }
        let related = findings.filter { $0.stance == .related }.sorted { $0.match.coverage > $1.match.coverage }
        let verdict: Verdict
        let deciding: Finding?
        if let support = supporting.first, let refutation = refuting.first {
            if refuting.contains(where: { isIndependent($0, of: support) && $0.match.coverageOfRest >= limits.strongCoverage }) {
                verdict = .contested
                deciding = support
            } else {
                // One source on both sides: the passage that says more of the claim decides.
                let supports = support.match.coverage + 0.05 >= refutation.match.coverageOfRest
                verdict = supports ? .supported : .refuted
                deciding = supports ? support : refutation
            }
        } else if let support = supporting.first {
            verdict = .supported
            deciding = support
        } else if let refutation = refuting.first {
            verdict = .refuted
            deciding = refutation
        } else {
            verdict = .unverified
            deciding = related.first
        }
        let shown = verdict == .refuted ? refuting + supporting : supporting + refuting
        return Assessment(
            claim: claim, verdict: verdict,
            evidence: distinct(shown + related).prefix(5).map { .init(passage: $0.text.passage, stance: $0.stance, highlight: $0.match.window) },
            checks: checks(of: deciding), reason: Reasons.reason(for: verdict, deciding?.match, refuting.first?.match), asOf: date)
    }

    private func isIndependent(_ a: Finding, of b: Finding) -> Bool {
        let first = a.text.passage
        let second = b.text.passage
        return (first.source != second.source || first.author != second.author) && a.text.normalized != b.text.normalized
    }

    /// Copies of one text count once.
    private func distinct(_ findings: [Finding]) -> [Finding] {
        var seen: Set<String> = []
        return findings.filter { seen.insert($0.text.normalized).inserted }
    }

    private func checks(of finding: Finding?) -> [Assessment.Check] {
        guard let finding else { return [] }
        // Shares are shown as decimals: a percentage would look like a probability, and nothing is calibrated yet.
        let coverage = String(format: "%.2f", finding.match.coverage)
        var checks = finding.match.checks
        checks.append(.init(kind: .words, claimed: "1.00", found: coverage, agrees: finding.match.coverage >= limits.fairCoverage))
        if let meaning = finding.meaning {
            let text = String(format: "%.2f", Double(meaning))
            checks.append(.init(kind: .meaning, claimed: "1.00", found: text, agrees: meaning >= limits.leastMeaning))
        }
        return checks
    }
}

/// Passages already taken apart: the claims of one answer rest on the same few.
private final class PassageCache: Sendable {
    private struct Key: Hashable {
        var id: Int64
        var text: String
    }

    private let texts = Mutex<[Key: PassageText]>([:])
    private static let capacity = 256

    func text(of passage: Passage) -> PassageText {
        let key = Key(id: passage.id, text: passage.text)
        if let known = texts.withLock({ $0[key] }) { return known }
        let made = PassageText(passage)
        texts.withLock {
            // Emptied as a whole: simpler than an order of use, and as good for bursts.
            if $0.count >= Self.capacity { $0.removeAll(keepingCapacity: true) }
            $0[key] = made
        }
        return made
    }
}
