import Testing
import TruthAnswers
import TruthClaims
import TruthEvidence

struct CheckTests {
    private let pipeline = AnswerPipeline(generator: nil, search: ListSearch(passages: [hashTable, quicksort]), embedder: nil)

    @Test func `a text is answered as given, then assessed claim by claim`() async throws {
        let text = "# Sorting\n\nQuicksort was invented by Tony Hoare in 1959. Is it fast? Quicksort was invented by Tony Hoare in 1961.\nWater is wet and cold."
        let events = try await Events(pipeline.check(text))
        #expect(events.order == ["answered", "assessed 0", "assessed 1", "assessed 2", "assessed 3", "finished"])
        #expect(events.answer == text && events.claimCount == 4)
        #expect(events.assessments.map(\.verdict) == [.supported, .notCheckable, .refuted, .unverified])
        #expect(events.summary?.usage == nil && events.summary?.millisecondsToFirstText == nil)
        let scalars = ScalarText(text)
        #expect(scalars[events.assessments[0].claim.span] == "Quicksort was invented by Tony Hoare in 1959.")
    }

    @Test(arguments: ["", " \n "])
    func `an empty text is an error`(text: String) async throws {
        await #expect(throws: AnswerError.emptyText) { try await Events(pipeline.check(text)) }
    }

    @Test func `a text without claims has no verdicts`() async throws {
        let events = try await Events(pipeline.check("...\n```\ncode\n```\n\u{0}\u{202E}"))
        #expect(events.claimCount == 0 && events.summary?.verdicts == [:])
    }

    @Test func `a megabyte is checked a claim at a time`() async throws {
        let text = String(repeating: "Quicksort was invented by Tony Hoare in 1959; the moon is made of green cheese. ", count: 13_000)
        #expect(text.utf8.count > 1_000_000)
        var count = 0
        for try await event in AnswerPipeline(generator: nil, search: ListSearch(passages: []), embedder: nil).check(text) {
            if case .answered(_, _, let claimCount) = event { #expect(claimCount == 26_000) }
            if case .assessed = event { count += 1 }
        }
        #expect(count == 26_000)
    }

    @Test func `a check that is cancelled stops`() async throws {
        let text = String(repeating: "Quicksort was invented by Tony Hoare in 1959. ", count: 10_000)
        let task = Task {
            var count = 0
            for try await event in pipeline.check(text) {
                if case .assessed = event { count += 1 }
                if count == 3 { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
            }
            return count
        }
        let result = await task.result
        if case .success(let count) = result { #expect(count < 10_000) }
    }
}
