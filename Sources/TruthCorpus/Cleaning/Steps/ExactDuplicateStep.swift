/// Keeps the first of documents whose texts are equal after the steps before, spaces at the ends aside. 16 bytes a document are kept.
package struct ExactDuplicateStep: CleaningStep {
    package static let name = "exact-duplicates"

    private var seen = HashSet128()

    package init() {}

    package mutating func apply(to draft: inout CleaningDraft) -> StepResult {
        let text = draft.bytes.span
        let hash = TextHash(text.extracting(text.trimmed(0..<text.count)))
        return seen.insert(hash) ? .unchanged : .removed(reason: "the same text")
    }
}
