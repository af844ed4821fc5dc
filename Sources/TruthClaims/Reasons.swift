/// Sentences that tell people why a claim got its verdict.
package enum Reasons {
    package static func reason(for verdict: Verdict, _ deciding: ClaimMatch?, _ refuting: ClaimMatch?) -> String {
        switch verdict {
        case .supported: return supported(deciding)
        case .refuted: return refuted(refuting)
        case .contested: return "Independent sources disagree. " + refuted(refuting)
        case .unverified: return unverified(deciding)
        case .notCheckable: return "This states no fact that could be checked."
        }
    }

    private static func supported(_ match: ClaimMatch?) -> String {
        let facts = match?.checks.filter { $0.agrees && $0.kind != .negation }.map(\.claimed) ?? []
        guard !facts.isEmpty else { return "A passage says the same." }
        return "A passage says the same, and \(list(facts)) \(facts.count == 1 ? "agrees" : "agree")."
    }

    private static func refuted(_ match: ClaimMatch?) -> String {
        guard let conflict = match?.conflict else { return "A passage says otherwise." }
        if conflict.kind == .negation {
            return conflict.claimed == "no negation" ? "The passage denies what the claim states." : "The claim denies what the passage states."
        }
        return "The passage says \(conflict.found ?? "otherwise"), the claim says \(conflict.claimed)."
    }

    private static func unverified(_ match: ClaimMatch?) -> String {
        guard let match else { return "Nothing in the evidence bears on this." }
        let missing = match.checks.filter { !$0.agrees && $0.found == nil }.map(\.claimed)
        if !missing.isEmpty { return "The closest passage says nothing of \(list(missing))." }
        if match.conflict != nil { return "The closest passage is about something else." }
        return "The closest passage covers only part of this."
    }

    private static func list(_ items: [String]) -> String {
        let items = items.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        guard items.count > 1, let last = items.last else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }
}
