/// Takes boilerplate lines out of long documents, by the rules of C4 (Raffel et al. 2020, section 2.2).
///
/// Lines that speak of JavaScript, cookies or terms of use go, and lines of an endless word; documents with "lorem ipsum" go whole. C4's
/// stricter rules (every line ends a sentence, has three words, no curly bracket) are off unless the recipe asks for them, since they take
/// out headings, lists and code.
package struct BoilerplateStep: CleaningStep {
    package static let name = "boilerplate"

    private let settings: CleaningRecipe.BoilerplateSettings
    private var output: [UInt8] = []
    private static let dummy = PhraseSet(["lorem ipsum"])
    private static let notices = PhraseSet([
        "javascript", "terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies",
    ])

    package init(_ settings: CleaningRecipe.BoilerplateSettings = .init()) { self.settings = settings }

    package mutating func apply(to draft: inout CleaningDraft) -> StepResult {
        if draft.bytes.count < 2 * settings.minimumDocumentWords - 1 { return .unchanged }
        if draft.shape.wordCount < settings.minimumDocumentWords { return .unchanged }
        if settings.removesCurlyBrackets, draft.bytes.contains(0x7B) { return .removed(reason: "curly bracket") }
        if Self.dummy.isFound(in: draft.bytes.span, 0..<draft.bytes.count) { return .removed(reason: "lorem ipsum") }
        let removedLines = copyKeptLines(draft.bytes)
        if removedLines == 0 { return .unchanged }
        if output.span.startOfToken(from: 0) == output.count { return .removed(reason: "only boilerplate") }
        draft.replaceText(with: output)
        return .changed([StepFinding(kind: "lines removed", count: removedLines)])
    }

    /// Copies what stays to `output`; how many lines don't.
    private mutating func copyKeptLines(_ bytes: [UInt8]) -> Int {
        output.removeAll(keepingCapacity: true)
        var removed = 0
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != 0x0A { end &+= 1 }
            let line = bytes.span.trimmed(start..<end)
            if line.isEmpty || isKept(bytes.span, line) {
                output.append(contentsOf: bytes[start..<min(end + 1, bytes.count)])
            } else {
                removed += 1
            }
            start = end + 1
        }
        while let last = output.last, last.isASCIISpace, removed > 0 { output.removeLast() }
        return removed
    }

    private func isKept(_ text: Span<UInt8>, _ line: Range<Int>) -> Bool {
        var words = 0
        var start = line.lowerBound
        let lineText = text.extracting(0..<line.upperBound)
        while start < line.upperBound {
            let end = lineText.endOfToken(from: start)
            if end - start > settings.maximumWordBytes { return false }
            words += 1
            start = lineText.startOfToken(from: end)
        }
        if words < settings.minimumLineWords { return false }
        if settings.requiresTerminalPunctuation, !endsSentence(text, line) { return false }
        return !Self.notices.isFound(in: text, line)
    }

    /// Whether the line ends in `.`, `!`, `?` or a quote, and not in `...`; full-width and Indic ends count too.
    private func endsSentence(_ text: Span<UInt8>, _ line: Range<Int>) -> Bool {
        var start = line.upperBound - 1
        while start > line.lowerBound, text[start].isContinuation { start -= 1 }
        switch text.scalar(at: start) {
        case 0x2E: return !(line.count >= 3 && text[start - 1] == 0x2E && text[start - 2] == 0x2E)
        case 0x21, 0x3F, 0x22, 0x27, 0x201D, 0x2019, 0xBB, 0x3002, 0xFF01, 0xFF1F, 0x964, 0x61F, 0x6D4: return true
        default: return false
        }
    }
}
