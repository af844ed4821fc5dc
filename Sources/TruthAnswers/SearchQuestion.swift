import TruthClaims
import TruthModels

/// Turns a question into what is searched for.
enum SearchQuestion {
    /// The question itself; for a follow-up that only makes sense after the last one, both.
    static func query(for question: Question) -> String {
        guard let previous = question.history.last(where: { $0.role == .user })?.content, leansOnPrevious(question.text) else { return question.text }
        return previous + " " + question.text
    }

    /// A question with a pronoun, or with hardly a word of its own: "Who invented it?", "And why?", "Tell me more."
    private static func leansOnPrevious(_ text: String) -> Bool {
        let words = WordReader.words(in: text).filter { $0.kind != .mark }
        let content = words.filter { $0.isContent && !vague.contains($0.lower) }
        if content.isEmpty { return true }
        if let first = words.first?.lower, first == "and" || first == "but" { return true }
        return words.contains { pronouns.contains($0.lower) }
    }

    private static let pronouns: Set<String> = ["it", "its", "they", "them", "their", "he", "him", "his", "she", "her", "this", "that", "these", "those", "one", "there"]
    private static let vague: Set<String> = ["tell", "more", "example", "examples", "explain", "detail", "details", "go", "please", "else", "mean", "say", "shorter", "again"]
}
