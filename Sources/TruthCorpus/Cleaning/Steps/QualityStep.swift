/// Removes long documents that don't read like prose, by the rules of Gopher (Rae et al. 2021, table A1).
///
/// Documents below `minimumWords` are not judged, unless the recipe asks for Gopher's own rule. Mean word length and stop words are asked only
/// of scripts that write spaces, stop words only of English.
package struct QualityStep: CleaningStep {
    package static let name = "quality"

    private let settings: CleaningRecipe.QualitySettings

    package init(_ settings: CleaningRecipe.QualitySettings = .init()) { self.settings = settings }

    package mutating func apply(to draft: inout CleaningDraft) -> StepResult {
        // A word takes two bytes with its space; shorter texts need no walk.
        if draft.bytes.count < 2 * settings.minimumWords - 1 { return short }
        let shape = draft.shape
        if shape.wordCount < settings.minimumWords { return short }
        return reason(shape, isEnglish: draft.document.language == "en").map { .removed(reason: $0) } ?? .unchanged
    }

    private var short: StepResult { settings.removesShort ? .removed(reason: "too few words") : .unchanged }

    private func reason(_ shape: TextShape, isEnglish: Bool) -> String? {
        let tokens = Double(max(1, shape.tokenCount))
        let lines = Double(max(1, shape.lines))
        if shape.wordCount > settings.maximumWords { return "too many words" }
        if shape.isSpaced, shape.words > 0 {
            let mean = Double(shape.letters) / Double(shape.words)
            if mean < settings.minimumMeanLetters { return "words too short" }
            if mean > settings.maximumMeanLetters { return "words too long" }
        }
        if Double(shape.hashes) / tokens > settings.maximumSymbolShare { return "too many #" }
        if Double(shape.ellipses) / tokens > settings.maximumSymbolShare { return "too many ellipses" }
        if Double(shape.bulletLines) / lines > settings.maximumBulletShare { return "too many bullets" }
        if Double(shape.ellipsisLines) / lines > settings.maximumEllipsisShare { return "too many lines that end in an ellipsis" }
        if shape.isSpaced, Double(shape.wordsWithLetters) / tokens < settings.minimumLetterShare { return "too few words with letters" }
        if isEnglish, shape.stopWordBits.nonzeroBitCount < settings.minimumStopWords { return "too few stop words" }
        return nil
    }
}
