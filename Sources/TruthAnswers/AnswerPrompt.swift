import TruthClaims
import TruthEvidence
import TruthModels
import TruthTokens

/// The conversation that the model continues: an instruction, the turns so far, the evidence and the question.
///
/// Evidence is data. It stands inside the user's turn, one passage a line, without control characters, line breaks or the marks around it, so nothing in
/// it can look like a turn, a heading or the question. Special tokens come from the chat template only (``TextGenerator/tokens(for:)``).
struct AnswerPrompt {
    let messages: [ChatMessage]

    /// Short, because a model of 135 million weights follows one instruction and forgets the third. Asked to copy, it stays closer to
    /// the evidence than when asked to answer from it (docs/log.md).
    static let instruction = "You copy facts from the given text. You never add anything."
    private static let request = "Answer with three or four sentences of the text. Use only words of the text."

    /// Texts with which a small model begins a turn that isn't its own.
    static let stop = ["\nQuestion:", "\nText:", "\nAnswer", "\"\"\""]

    /// - Throws: What the generator throws when it counts tokens.
    init(question: Question, hits: [SearchHit], generator: any TextGenerator, options: AnswerPipeline.Options) throws {
        let text = try Self.evidence(hits.prefix(options.evidencePassageLimit), generator, options: options).joined(separator: "\n")
        let turn = "\(Self.sanitized(question.text))\n\nText:\n\"\"\"\n\(text)\n\"\"\"\n\n\(Self.request)"
        messages = [ChatMessage(role: .system, content: Self.instruction)] + question.history + [ChatMessage(role: .user, content: turn)]
    }

    /// A line for each passage that fits; the first is cut after a sentence when it alone is too long.
    private static func evidence(
        _ hits: ArraySlice<SearchHit>, _ generator: any TextGenerator, options: AnswerPipeline.Options
    ) throws -> [String] {
        let limit = options.evidenceTokenLimit
        var lines: [String] = []
        var used = 0
        for hit in hits {
            let passage = hit.passage
            var sentences = Array(Self.sentences(of: passage).prefix(options.evidenceSentenceLimit))
            while !sentences.isEmpty {
                let line = Self.line(of: passage, sentences)
                let count = try generator.tokens(for: .text(line)).count
                if used + count <= limit {
                    lines.append(line)
                    used += count
                    break
                }
                // Whole sentences only: half a sentence invites the model to invent the other half.
                sentences.removeLast()
            }
            if used > limit * 3 / 4 { break }
        }
        if lines.isEmpty, let passage = hits.first?.passage, let first = Self.sentences(of: passage).first {
            // A single sentence longer than the limit is still better than none; the generator says when it doesn't fit.
            lines = [Self.line(of: passage, [first])]
        }
        return lines
    }

    /// Title and sentences, without the marks that end the text.
    private static func line(of passage: Passage, _ sentences: [String]) -> String {
        let title = passage.title.map { sanitized($0) + ": " } ?? ""
        return (title + sentences.joined(separator: " ")).replacing("\"\"\"", with: "\"")
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
