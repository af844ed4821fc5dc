/// One step of cleaning: it leaves a text as it is, changes it, or takes its document out.
package protocol CleaningStep: Sendable {
    /// The step's name in recipes, counters and reports.
    static var name: String { get }

    /// Does the step's work on one document. Linear in the length of the text, whatever the text is.
    mutating func apply(to draft: inout CleaningDraft) -> StepResult
}

/// What a step did with a document.
package enum StepResult: Hashable {
    case unchanged
    /// The text or another field was changed; the kinds say how often what was done.
    case changed([StepFinding])
    /// The document is taken out. The reason is one of a few fixed words, so that reasons can be counted.
    case removed(reason: String)
}

/// How often a step did one thing to a document, such as replacing an e-mail address.
package struct StepFinding: Hashable, Sendable {
    package var kind: String
    package var count: Int

    package init(kind: String, count: Int) {
        self.kind = kind
        self.count = count
    }
}
