import Foundation
import TruthAnswers
import TruthClaims
import TruthEvidence

/// Prints an answer as it comes: its text, then a line for each claim with the passage it rests on.
struct AnswerPrinter {
    let format: OutputFormat
    private var sources: [String] = []

    init(format: OutputFormat) {
        self.format = format
    }

    /// Prints the events of one answer; returns the answer's text.
    mutating func print(_ events: AsyncThrowingStream<AnswerEvent, any Error>, showsText: Bool = true) async throws -> String {
        var answer = ""
        for try await event in events {
            if format == .json {
                try Output.json(EventRecord(event), pretty: false)
            } else {
                show(event, showsText: showsText)
            }
            if case .answered(let text, _, _) = event { answer = text }
        }
        return answer
    }

    private mutating func show(_ event: AnswerEvent, showsText: Bool) {
        switch event {
        case .searched: break
        case .text(let text):
            if showsText { Output.write(text) }
        case .answered(_, let abstained, let claimCount):
            if showsText { Output.line("\n") }
            if abstained { Output.line(Output.coloured("Nothing in the evidence bears on this question.", 2)) }
            if !abstained, claimCount == 0 { Output.line(Output.coloured("There is no claim in it that could be checked.", 2)) }
        case .assessed(_, let assessment): show(assessment)
        case .finished:
            for (index, source) in sources.enumerated() { Output.line(Output.coloured("[\(index + 1)] \(source)", 2)) }
        }
    }

    private mutating func show(_ assessment: Assessment) {
        let style = Self.style(of: assessment.verdict)
        var line = Output.coloured("\(style.sign) \(assessment.verdict.rawValue)", style.colour) + "  " + assessment.claim.text
        if let evidence = assessment.evidence.first, assessment.verdict != .unverified {
            line += " [\(number(of: evidence.passage))]"
        }
        Output.line(line)
        if assessment.verdict == .refuted || assessment.verdict == .contested {
            Output.line(Output.coloured("    " + assessment.reason, 2))
        }
    }

    /// The number of the passage in the list of sources, which it joins when it is new.
    private mutating func number(of passage: Passage) -> Int {
        var parts = [passage.title.map { "\(passage.source): \($0)" } ?? passage.source]
        if let author = passage.author { parts.append(author) }
        if let created = passage.created { parts.append(created.formatted(.iso8601.year().month().day())) }
        if let url = passage.url { parts.append(url) }
        let source = parts.joined(separator: " · ")
        if let index = sources.firstIndex(of: source) { return index + 1 }
        sources.append(source)
        return sources.count
    }

    private static func style(of verdict: Verdict) -> (sign: String, colour: Int) {
        switch verdict {
        case .supported: ("✓", 32)
        case .refuted: ("✗", 31)
        case .contested: ("≠", 35)
        case .unverified: ("?", 33)
        case .notCheckable: ("–", 2)
        }
    }
}

/// An event as one JSON object, named as in the HTTP API.
private struct EventRecord: Encodable {
    var event: String
    var query: String?
    var passages: [SearchHit]?
    var text: String?
    var abstained: Bool?
    var claimCount: Int?
    var index: Int?
    var assessment: Assessment?
    var summary: AnswerSummary?

    init(_ event: AnswerEvent) {
        switch event {
        case .searched(let query, let hits):
            self.event = "searched"
            self.query = query
            passages = hits
        case .text(let text):
            self.event = "text"
            self.text = text
        case .answered(let text, let abstained, let claimCount):
            self.event = "answered"
            self.text = text
            self.abstained = abstained
            self.claimCount = claimCount
        case .assessed(let index, let assessment):
            self.event = "assessed"
            self.index = index
            self.assessment = assessment
        case .finished(let summary):
            self.event = "finished"
            self.summary = summary
        }
    }
}
