import TruthClaims
import TruthEvidence
import TruthModels
import TruthTokens

/// The conversation that the model continues: an instruction, the turns so far, the evidence and the question.
///
/// Evidence is data. It stands inside the user's turn, one passage a line, without control characters or line breaks, so nothing in it can
/// look like a turn, a heading or the question. Special tokens come from the chat template only (``TextGenerator/tokens(for:)``).
struct AnswerPrompt {
    let messages: [ChatMessage]
    /// The passages that found room, best first.
    let passages: [Passage]

    /// Short, because a model of 135 million weights follows one instruction and forgets the third.
    static let instruction =
        "Answer the question with facts from the notes only. Write two or three short, complete sentences. Keep the notes' own words, names and numbers."

    /// Texts with which a small model begins a turn that isn't its own.
    static let stop = ["\nQuestion:", "\nNotes:", "\nAnswer:"]

    /// - Throws: What the generator throws when it counts tokens.
    init(question: Question, hits: [SearchHit], generator: any TextGenerator, options: AnswerPipeline.Options) throws {
        let choice = try Self.evidence(hits, generator, limit: options.evidenceTokenLimit, passageLimit: options.promptPassageLimit)
        let turn = "Notes:\n" + choice.lines.joined(separator: "\n") + "\n\nQuestion: " + Self.sanitized(question.text)
        passages = choice.passages
        messages = [ChatMessage(role: .system, content: Self.instruction)] + question.history + [ChatMessage(role: .user, content: turn)]
    }

    /// As many passages as fit; the first is cut after a sentence when it alone is too long.
    private static func evidence(_ hits: [SearchHit], _ generator: any TextGenerator, limit: Int, passageLimit: Int) throws -> (lines: [String], passages: [Passage]) {
        var lines: [String] = []
        var passages: [Passage] = []
        var used = 0
        for hit in hits.prefix(passageLimit) {
            let passage = hit.passage
            var sentences = Self.sentences(of: passage)
            while !sentences.isEmpty {
                let line = "- " + (passage.title.map { sanitized($0) + ": " } ?? "") + sentences.joined(separator: " ")
                let count = try generator.tokens(for: .text(line)).count
                if used + count <= limit {
                    lines.append(line)
                    passages.append(passage)
                    used += count
                    break
                }
                // Whole sentences only: half a sentence invites the model to invent the other half.
                sentences.removeLast()
            }
        }
        if lines.isEmpty, let passage = hits.first?.passage, let first = Self.sentences(of: passage).first {
            // A single sentence longer than the limit is still better than none; the generator says when it doesn't fit.
            lines = ["- " + (passage.title.map { sanitized($0) + ": " } ?? "") + first]
            passages = [passage]
        }
        return (lines, passages)
    }

    private static func sentences(of passage: Passage) -> [String] {
        let text = ScalarText(passage.text)
        return SentenceReader.sentences(of: text).filter { $0.kind != .code }.map { sanitized(text[$0.range]) }.filter { !$0.isEmpty }
    }

    /// Without control, format and bidirectional characters; line breaks become spaces.
    static func sanitized(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        var endsInSpace = true
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where !scalar.properties.isWhitespace, .format, .privateUse, .unassigned, .surrogate: continue
            default: break
            }
            if scalar.properties.isWhitespace {
                if !endsInSpace { kept.append(" ") }
                endsInSpace = true
            } else {
                kept.append(scalar)
                endsInSpace = false
            }
        }
        if kept.last == " " { kept.removeLast() }
        return String(kept)
    }
}
