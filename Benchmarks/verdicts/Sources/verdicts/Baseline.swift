import TruthEvidence

/// What the verdicts have to beat: the share of a statement's words that the best passage holds, and nothing else.
enum Baseline {
    private static let skipped: Set<String> = [
        "a", "an", "the", "is", "are", "was", "were", "be", "of", "in", "on", "for", "to", "and", "or", "by", "with", "as", "at", "from", "that", "which", "it", "its", "can",
    ]

    static func overlap(of statement: String, with hits: [SearchHit]) -> Double {
        let words = words(statement).subtracting(skipped)
        guard !words.isEmpty else { return 0 }
        let shares = hits.map { hit in
            let found = self.words((hit.passage.title ?? "") + " " + hit.passage.text)
            return Double(words.count { found.contains($0) }) / Double(words.count)
        }
        return shares.max() ?? 0
    }

    private static func words(_ text: String) -> Set<String> {
        Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
    }
}
