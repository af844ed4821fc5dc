import Testing
import TruthAnswers

@Suite struct RepetitionFilterTests {
    /// What is shown of `text` when it comes in pieces of `size` characters.
    private func shown(_ text: String, size: Int) -> (text: String, isRepeating: Bool) {
        var filter = RepetitionFilter()
        var shown = ""
        var rest = text[...]
        while !rest.isEmpty, !filter.isRepeating {
            shown += filter.append(String(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return (shown + filter.finish(), filter.isRepeating)
    }

    @Test(arguments: [1, 2, 3, 7, 1000])
    func `a sentence that comes again is never shown and ends the answer`(size: Int) {
        let first = "A hash table maps keys to values. It is fast when few keys collide."
        let result = shown(first + " A hash table maps keys to values. More.", size: size)
        #expect(result.text == first)
        #expect(result.isRepeating)
    }

    @Test(arguments: [1, 2, 3, 7, 1000])
    func `a sentence that only begins like an earlier one is shown whole`(size: Int) {
        let text = "A hash table maps keys to values. A hash table maps keys to values quickly.\n\nYes. Yes. A hash"
        let result = shown(text, size: size)
        #expect(result.text == text)
        #expect(!result.isRepeating)
    }

    @Test func `a short sentence may come twice, not three times`() {
        let result = shown("The sky blue.\n\nThe sky blue.\n\nThe sky blue.\n\nThe sky blue.", size: 3)
        #expect(result.text == "The sky blue.\n\nThe sky blue." && result.isRepeating)
    }

    @Test func `a repeated last sentence without a following space is dropped as well`() {
        #expect(shown("A hash table maps keys.\nA hash table maps keys.", size: 4).text == "A hash table maps keys.")
    }
}
