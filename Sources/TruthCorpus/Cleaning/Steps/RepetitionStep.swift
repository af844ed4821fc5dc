/// Removes long documents that repeat lines, paragraphs or runs of words, by the rules of Gopher (Rae et al. 2021, table A1).
package struct RepetitionStep: CleaningStep {
    package static let name = "repetition"

    private let settings: CleaningRecipe.RepetitionSettings
    private var words = WordHashes()
    private var counts = CountTable()

    package init(_ settings: CleaningRecipe.RepetitionSettings = .init()) { self.settings = settings }

    package mutating func apply(to draft: inout CleaningDraft) -> StepResult {
        if draft.bytes.count < 2 * settings.minimumWords - 1 { return .unchanged }
        if draft.shape.wordCount < settings.minimumWords { return .unchanged }
        let text = draft.bytes.span
        words.read(text)
        if words.count < settings.minimumWords { return .unchanged }
        if let reason = repeatedLines(text, separator: 1, what: "lines") ?? repeatedLines(text, separator: 2, what: "paragraphs") {
            return .removed(reason: reason)
        }
        return (topRuns(byteCount: text.count) ?? repeatedRuns(byteCount: text.count)).map { .removed(reason: $0) } ?? .unchanged
    }

    /// Lines (ended by one `\n`) or paragraphs (by two) that were there before.
    private mutating func repeatedLines(_ text: Span<UInt8>, separator: Int, what: String) -> String? {
        counts.reset(capacity: Self.lineEnds(text) + 1)
        var total = 0
        var repeated = 0
        var repeatedBytes = 0
        var start = 0
        while start < text.count {
            let end = Self.endOfPart(text, from: start, separator: separator)
            let part = text.trimmed(start..<end)
            if !part.isEmpty {
                total += 1
                if counts.increment(TextHash(text.extracting(part)).high) > 1 {
                    repeated += 1
                    repeatedBytes += part.count
                }
            }
            start = end + separator
        }
        if Double(repeated) > settings.maximumLineShare * Double(total) { return "repeated \(what)" }
        return Double(repeatedBytes) > settings.maximumLineByteShare * Double(text.count) ? "repeated \(what)" : nil
    }

    private static func lineEnds(_ text: Span<UInt8>) -> Int {
        var count = 0
        for index in 0..<text.count { count &+= text[index] == 0x0A ? 1 : 0 }
        return count
    }

    private static func endOfPart(_ text: Span<UInt8>, from start: Int, separator: Int) -> Int {
        var index = start
        while index < text.count {
            if text[index] == 0x0A, separator == 1 || (index + 1 < text.count && text[index + 1] == 0x0A) { return index }
            index &+= 1
        }
        return text.count
    }

    /// The bytes in the most frequent run of 2, 3 and 4 words.
    private mutating func topRuns(byteCount: Int) -> String? {
        for (index, share) in settings.maximumTopShares.enumerated() {
            let length = index + 2
            guard words.count >= length else { return nil }
            counts.reset(capacity: words.count)
            var most = 0
            var topBytes = 0
            for start in 0...(words.count - length) {
                let count = counts.increment(words.hash(start..<start + length))
                // The same run may be met with other spaces between; its last length counts.
                if count >= most {
                    topBytes = max(count > most ? 0 : topBytes, count * words.byteCount(start..<start + length))
                    most = count
                }
            }
            if most > 1, Double(topBytes) > share * Double(byteCount) { return "a frequent run of \(length) words" }
        }
        return nil
    }

    /// The bytes in runs of 5 to 10 words that were there before; a run that was found is passed over whole.
    private mutating func repeatedRuns(byteCount: Int) -> String? {
        for (index, share) in settings.maximumRepeatedShares.enumerated() {
            let length = index + 5
            guard words.count >= length else { return nil }
            counts.reset(capacity: words.count)
            var bytes = 0
            var start = 0
            while start <= words.count - length {
                if counts.increment(words.hash(start..<start + length)) > 1 {
                    bytes += words.byteCount(start..<start + length)
                    start += length
                } else {
                    start += 1
                }
            }
            if Double(bytes) > share * Double(byteCount) { return "repeated runs of \(length) words" }
            // Where no run of 5 words comes twice, no longer one does.
            if bytes == 0 { return nil }
        }
        return nil
    }
}
