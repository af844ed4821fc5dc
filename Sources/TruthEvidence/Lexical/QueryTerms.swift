/// What a query looks for in the index.
struct QueryTerms {
    /// One word, tag, name, address or pair of ideographs of the query, in the forms under which passages may have it.
    struct Group: Hashable {
        /// Terms of the index.
        var forms: [[UInt8]]
        /// A single ideograph stands for every pair that it begins.
        var isPrefix = false

        func matches(_ term: [UInt8]) -> Bool {
            isPrefix ? term.starts(with: forms[0]) : forms.contains(term)
        }
    }

    let groups: [Group]

    /// Reads the query's words as the index does. Words that say nothing of the subject are left out, unless there are no others.
    ///
    /// - Parameter mostGroups: Those after the first so many are not looked for.
    init(_ text: String, mostGroups: Int) {
        var found: [(group: Group, isStopWord: Bool)] = []
        var contentCount = 0
        var seen: Set<[UInt8]> = []
        var analyzer = TextAnalyzer()
        // Variants belong to the token before them, unless that was met before.
        var takesVariants = false
        var end = -1
        analyzer.analyze(text) { token, surface in
            var term = surface
            if token.kind == .word { Stemmer.stem(&term) }
            if token.isVariant {
                if takesVariants { found[found.count - 1].group.forms.append(term) }
                return true
            }
            if contentCount == mostGroups { return false }
            let isLone = token.kind == .ideographs && Self.isSingle(surface)
            // The last ideograph of a run is in the pair before it.
            let isInPair = isLone && token.range.upperBound == end
            end = token.range.upperBound
            takesVariants = !isInPair && seen.insert(term).inserted
            guard takesVariants else { return true }
            let isStopWord = token.kind == .word && StopWords.contains(String(decoding: surface, as: UTF8.self))
            if !isStopWord { contentCount += 1 }
            found.append((Group(forms: [term], isPrefix: isLone), isStopWord))
            return true
        }
        let content = found.filter { !$0.isStopWord }
        groups = (content.isEmpty ? found[...] : content[...]).prefix(mostGroups).map(\.group)
    }

    private static func isSingle(_ folded: [UInt8]) -> Bool {
        folded.count == TextScanner.scalar(folded, at: 0).length
    }
}
