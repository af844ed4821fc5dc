/// Names the language of each document, and keeps those of the languages asked for.
///
/// A language that the source states is believed where CLD2 finds none; else CLD2's counts. Links, @names and #tags are left out of what
/// CLD2 reads, since they speak no language.
package struct LanguageStep: CleaningStep {
    package static let name = "languages"

    private let keep: Set<String>
    private let keepsUnknown: Bool
    private let identifier = LanguageIdentifier()
    private var words: [UInt8] = []

    package init(_ settings: CleaningRecipe.LanguageSettings = .init()) {
        keep = Set(settings.keep.map { $0.lowercased() })
        keepsUnknown = settings.keepsUnknown
    }

    package mutating func apply(to draft: inout CleaningDraft) -> StepResult {
        PostText.copyWords(of: draft.bytes.span, to: &words)
        let stated = draft.document.language
        let language = identifier.language(of: words.span)?.language ?? stated
        draft.document.language = language
        guard keep.isEmpty || language.map(keep.contains) ?? keepsUnknown else {
            return .removed(reason: language == nil ? "no known language" : "another language")
        }
        return language == stated ? .unchanged : .changed([])
    }
}
