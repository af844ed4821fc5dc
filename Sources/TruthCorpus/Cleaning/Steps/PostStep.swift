/// Removes posts that say nothing of their own: only links, only tags, or written by a program.
package struct PostStep: CleaningStep {
    package static let name = "posts"

    private let settings: CleaningRecipe.PostSettings
    private let automatic: PhraseSet
    /// Longer texts are no posts; a link and a phrase at their beginning say nothing about them.
    private static let longestPostBytes = 1000

    package init(_ settings: CleaningRecipe.PostSettings = .init()) {
        self.settings = settings
        automatic = PhraseSet(settings.automaticPhrases)
    }

    package mutating func apply(to draft: inout CleaningDraft) -> StepResult {
        let text = draft.bytes.span
        if text.count > Self.longestPostBytes { return .unchanged }
        var counts = (words: 0, links: 0, names: 0, tags: 0)
        var start = text.startOfToken(from: 0)
        let first = start
        while start < text.count {
            let end = text.endOfToken(from: start)
            switch PostToken(text, start..<end) {
            case .word: counts.words += 1
            case .link: counts.links += 1
            case .name: counts.names += 1
            case .tag: counts.tags += 1
            case .symbols: break
            }
            start = text.startOfToken(from: end)
        }
        if settings.removesLinkOnly, counts.words == 0, counts.links > 0 { return .removed(reason: "only links") }
        if settings.removesTagOnly, counts.words == 0, counts.tags + counts.names > 0 { return .removed(reason: "only tags and names") }
        if settings.maximumTags > 0, counts.tags > settings.maximumTags { return .removed(reason: "too many tags") }
        let isAutomatic = settings.removesAutomatic && counts.links > 0 && first < text.count && automatic.isAt(first, in: text)
        return isAutomatic ? .removed(reason: "written by a program") : .unchanged
    }
}
