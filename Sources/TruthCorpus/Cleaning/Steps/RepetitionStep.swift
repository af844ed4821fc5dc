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
        var place = text.place(of: 0x0A, from: 0)
        while place < text.count {
            count &+= 1
            place = text.place(of: 0x0A, from: place &+ 1)
        }
        return count
    }

    private static func endOfPart(_ text: Span<UInt8>, from start: Int, separator: Int) -> Int {
        var index = text.place(of: 0x0A, from: start)
        while index < text.count {
            if separator == 1 || (index + 1 < text.count && text[index + 1] == 0x0A) { return index }
            index = text.place(of: 0x0A, from: index &+ 1)
        }
        return text.count
    }

    /// The bytes in the most frequent run of 2, 3 and 4 words.
    private mutating func topRuns(byteCount: Int) -> String? {
        var most = Int.max
        for (index, share) in settings.maximumTopShares.enumerated() {
            let length = index + 2
            guard words.count >= length else { return nil }
            // No run comes more often than its beginning does: most texts are done after the first round.
            if most < Int.max, Double(most * length * (words.longestWord + 1)) <= share * Double(byteCount) { return nil }
            let top = topRun(length)
            if top.count > 1, Double(top.bytes) > share * Double(byteCount) { return "a frequent run of \(length) words" }
            most = top.count
        }
        return nil
    }

    /// The most frequent run of `length` words: how often it comes, and the bytes of all its places.
    private mutating func topRun(_ length: Int) -> (count: Int, bytes: Int) {
        counts.reset(capacity: words.count)
        let power = WordHashes.power(length)
        var top = (count: 1, bytes: 0)
        let words = words
        counts.countEach(in: 0..<words.count - length + 1, key: { words.hash($0, length, power: power) }) { start, count in
            guard count > 1, count >= top.count else { return 1 }
            let bytes = count * words.byteCount(start, length)
            top = (count, count > top.count ? bytes : max(top.bytes, bytes))
            return 1
        }
        return top
    }

    /// The bytes in runs of 5 to 10 words that were there before; a run that was found is passed over whole.
    private mutating func repeatedRuns(byteCount: Int) -> String? {
        for (index, share) in settings.maximumRepeatedShares.enumerated() {
            let length = index + 5
            guard words.count >= length else { return nil }
            let bytes = repeatedBytes(length)
            if Double(bytes) > share * Double(byteCount) { return "repeated runs of \(length) words" }
            // Where no run of 5 words comes twice, no longer one does.
            if bytes == 0 { return nil }
        }
        return nil
    }

    private mutating func repeatedBytes(_ length: Int) -> Int {
        counts.reset(capacity: words.count)
        let power = WordHashes.power(length)
        var bytes = 0
        let words = words
        counts.countEach(in: 0..<words.count - length + 1, key: { words.hash($0, length, power: power) }) { start, count in
            guard count > 1 else { return 1 }
            bytes += words.byteCount(start, length)
            return length
        }
        return bytes
    }
}
