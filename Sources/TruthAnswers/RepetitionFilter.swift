/// Keeps an answer from saying the same sentence twice.
///
/// Small models fall into loops. Text is held back while the sentence being written is the beginning of an earlier one; when it
/// turns out to be that sentence again, it is dropped and the answer ends.
package struct RepetitionFilter {
    /// Whether the last sentence was one that the answer already has.
    package private(set) var isRepeating = false
    private var earlier: [String] = []
    /// The sentence being written, in a form to compare.
    private var current = ""
    private var held = ""
    private var endsSentence = false

    /// Sentences shorter than this may come twice, not three times: "Yes."
    private static let leastLength = 16
    private var short: Set<String> = []

    package init() {}

    /// What can be shown now.
    package mutating func append(_ text: String) -> String {
        var shown = ""
        for character in text where !isRepeating {
            if character.isNewline || (endsSentence && character.isWhitespace) { endSentence() }
            if isRepeating { break }
            held.append(character)
            if !character.isWhitespace { endsSentence = ".!?".contains(character) }
            if character.isLetter || character.isNumber { current += character.lowercased() }
            if !earlier.contains(where: { $0.hasPrefix(current) }) {
                shown += held
                held = ""
            }
        }
        return shown
    }

    /// What was held back, unless it says again what was said.
    package mutating func finish() -> String {
        endSentence()
        return isRepeating ? "" : held
    }

    private mutating func endSentence() {
        endsSentence = false
        guard !current.isEmpty else { return }
        if earlier.contains(current) {
            isRepeating = true
        } else if current.count >= Self.leastLength || !short.insert(current).inserted {
            earlier.append(current)
        }
        current = ""
    }
}
