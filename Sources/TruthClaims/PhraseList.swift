/// Phrases of several words, looked up by their first word.
struct PhraseList: Sendable {
    private var byFirstWord: [String: [[String]]] = [:]

    init(_ phrases: [String]) {
        for phrase in phrases {
            // Split as texts are, so that "i'm" stays one word on both sides.
            let words = WordReader.words(in: phrase).map(\.lower)
            byFirstWord[words[0], default: []].append(words)
        }
    }

    /// Whether a phrase starts at `index`.
    func starts(at index: Int, in words: [String]) -> Bool {
        guard let candidates = byFirstWord[words[index]] else { return false }
        return candidates.contains { words[index...].starts(with: $0) }
    }

    /// Whether a phrase stands anywhere.
    func occurs(in words: [String]) -> Bool {
        words.indices.contains { starts(at: $0, in: words) }
    }
}
