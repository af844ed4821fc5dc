/// Removes further copies of a text that is posted again and again: links, @names, tags, numbers, punctuation and case aside.
///
/// An author's own repetitions count as copies too. 8 bytes are kept for each different text.
package struct CampaignStep: CleaningStep {
    package static let name = "campaigns"

    private let settings: CleaningRecipe.CampaignSettings
    private var counter = HashCounter()

    package init(_ settings: CleaningRecipe.CampaignSettings = .init()) { self.settings = settings }

    package mutating func apply(to draft: inout CleaningDraft) -> StepResult {
        guard let key = key(of: draft.bytes.span) else { return .unchanged }
        return counter.increment(key) > settings.maximumCopies ? .removed(reason: "a text posted many times") : .unchanged
    }

    /// A hash of the letters of the words, or `nil` where there are too few words to call it a campaign.
    private func key(of text: Span<UInt8>) -> UInt64? {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var words = 0
        var start = text.startOfToken(from: 0)
        while start < text.count {
            let end = text.endOfToken(from: start)
            if case .word = PostToken(text, start..<end) {
                words += 1
                for index in start..<end where text[index].isASCIILetter || text[index].isBeyondASCII {
                    hash = (hash ^ UInt64(text[index].lowercasedASCII)) &* 0x0000_0100_0000_01B3
                }
                hash = (hash ^ 0x20) &* 0x0000_0100_0000_01B3
            }
            start = text.startOfToken(from: end)
        }
        return words < settings.minimumWords ? nil : TextHash.mixed(hash)
    }
}
