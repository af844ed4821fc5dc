/// Keeps the first documents of each author, up to a number; those without an author all stay. 8 bytes are kept for each author.
package struct AuthorStep: CleaningStep {
    package static let name = "authors"

    private let settings: CleaningRecipe.AuthorSettings
    private var counter = HashCounter()

    package init(_ settings: CleaningRecipe.AuthorSettings = .init()) { self.settings = settings }

    package mutating func apply(to draft: inout CleaningDraft) -> StepResult {
        guard let author = draft.document.author else { return .unchanged }
        let key = TextHash(Array("\(draft.document.source)\u{0}\(author)".utf8).span).high
        return counter.increment(key) > settings.maximumDocuments ? .removed(reason: "many documents of one author") : .unchanged
    }
}
