import TruthAnswers

/// Turns what happens while a question is answered into server-sent events of ours: a name, and JSON on one line.
struct AnswerEventEncoder: EventEncoder {
    private struct Text: Encodable {
        var text: String
    }

    private struct Answered: Encodable {
        var text: String
        var abstained: Bool
        var claimCount: Int
    }

    func frames(for event: AnswerEvent) throws -> String {
        switch event {
        case .searched(let query, let hits): try frame("searched", WireSearch(query: query, hits: hits))
        case .text(let text): try frame("text", Text(text: text))
        case .answered(let text, let abstained, let claimCount):
            try frame("answered", Answered(text: text, abstained: abstained, claimCount: claimCount))
        case .assessed(let index, let assessment): try frame("assessed", WireAssessment(assessment, index: index))
        case .finished(let summary): try frame("finished", WireSummary(summary))
        }
    }

    func end() -> String { "" }

    func failure(_ error: APIError) throws -> String {
        try frame("error", error.body)
    }

    private func frame(_ name: String, _ value: some Encodable) throws -> String {
        "event: \(name)\ndata: \(try JSONText.string(value))\n\n"
    }
}
