import Foundation
import TruthClaims
import TruthEvidence

/// The first words of an answer, put into a small model's mouth so that it quotes the evidence instead of its memory.
///
/// A model of 135 million weights that is asked "What is a linked list?" answers from what it remembers, whatever the notes say. When its
/// turn already begins `The text says: "linked list:`, it copies the entry. The reader sees "A linked list is a data structure …".
struct AnswerOpening {
    /// What the model's turn begins with; not shown.
    let prefill: String
    /// What a definition begins with, such as `A linked list is`.
    private let definition: String
    /// What anything else begins with, such as `Linked list:`.
    private let label: String

    /// The opening for a question that asks what something is, when the best passage is named by it; `nil` for other questions.
    init?(question: String, best hit: SearchHit) {
        guard hit.isNamed, let title = hit.passage.title else { return nil }
        let words = question.split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.count >= 3, words.count <= 9, ["what", "who"].contains(words[0].lowercased()) else { return nil }
        let verb = words[1].lowercased()
        guard ["is", "are", "was", "were"].contains(verb) else { return nil }
        let subject = words[2...].joined(separator: " ").trimmingCharacters(in: CharacterSet(charactersIn: "?!. "))
        // "What is the difference between A and B?" doesn't ask for a definition.
        let asksMore = WordReader.words(in: subject).contains { ["of", "between", "for", "in", "with", "called", "used", "that", "which"].contains($0.lower) }
        guard !subject.isEmpty, !asksMore, Self.isName(subject, of: hit.passage) else { return nil }
        prefill = "The text says: \"" + AnswerPrompt.sanitized(title) + ":"
        definition = subject.prefix(1).uppercased() + subject.dropFirst() + " " + verb
        label = title.prefix(1).uppercased() + title.dropFirst() + ":"
    }

    /// Whether the title or an alias has every word of `subject`: the entry "binary search" doesn't define a binary search tree.
    private static func isName(_ subject: String, of passage: Passage) -> Bool {
        let asked = Set(WordReader.words(in: subject).filter(\.isContent).map(\.stem))
        return ([passage.title].compactMap { $0 } + passage.aliases).contains { asked.isSubset(of: WordReader.words(in: $0).map(\.stem)) }
    }

    /// A quotation ends with its line.
    static let stop = ["\n"]

    /// Turns what the model writes after the prefill into what is shown, piece by piece.
    struct Filter {
        private let opening: AnswerOpening
        private var held = ""
        private var hasBegun = false

        init(_ opening: AnswerOpening) { self.opening = opening }

        /// What can be shown after `text` was written.
        mutating func shown(_ text: String) -> String {
            held += text
            if !hasBegun {
                let trimmed = held.drop(while: \.isWhitespace)
                guard let end = trimmed.firstIndex(where: \.isWhitespace) else { return "" }
                held = begun(first: String(trimmed[..<end]), rest: String(trimmed[end...]))
                hasBegun = true
            }
            // The quotation mark that closes the hidden one is not shown; one that is followed by more text is.
            let end = held.lastIndex { $0 != "\"" && !$0.isWhitespace }.map { held.index(after: $0) } ?? held.startIndex
            defer { held = String(held[end...]) }
            return String(held[..<end])
        }

        /// What is left at the end.
        mutating func rest() -> String {
            guard !hasBegun else { return "" }
            let trimmed = held.trimmingCharacters(in: .whitespacesAndNewlines.union(CharacterSet(charactersIn: "\"")))
            return trimmed.isEmpty ? "" : opening.label + " " + trimmed
        }

        private func begun(first: String, rest: String) -> String {
            // "The …" may open a sentence with a verb of its own.
            let isDefinition = ["A", "An", "One", "Any"].contains(first)
            return isDefinition ? opening.definition + " " + first.lowercased() + rest : opening.label + " " + first + rest
        }
    }
}
