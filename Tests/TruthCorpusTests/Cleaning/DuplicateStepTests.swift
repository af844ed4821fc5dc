import Testing
import TruthCorpus

@Suite struct DuplicateStepTests {
    @Test func `the first of equal texts stays`() {
        var step = ExactDuplicateStep()
        let results = ["one text", "another", "one text ", "one text", "One text"].map { text in
            var draft = CleaningDraft(Document(identity: "", text: text, source: ""))
            return step.apply(to: &draft)
        }
        #expect(results == [.unchanged, .unchanged, .removed(reason: "the same text"), .removed(reason: "the same text"), .unchanged])
    }

    @Test func `a hundred thousand different texts all stay, and none stays twice`() {
        var step = ExactDuplicateStep()
        for round in 0..<2 {
            for number in 0..<100_000 {
                var draft = CleaningDraft(Document(identity: "", text: "text \(number)", source: ""))
                #expect((step.apply(to: &draft) == .unchanged) == (round == 0))
            }
        }
    }

    @Test func `copies of a campaign go after the limit, whatever their links, names and numbers`() {
        var step = CampaignStep()
        let posts = (0..<6).map { "@friend\($0) Sign the petition today, only \($0) hours left! https://t.co/\($0) #tag\($0)" }
        let results = posts.map { post in
            var draft = CleaningDraft(Document(identity: "", text: post, source: ""))
            return step.apply(to: &draft)
        }
        #expect(results.map { $0 == .unchanged } == [true, true, true, false, false, false])
    }

    @Test func `an author's documents go after the limit, those of nobody stay`() {
        var settings = CleaningRecipe.AuthorSettings()
        settings.maximumDocuments = 2
        var step = AuthorStep(settings)
        let authors: [String?] = ["ann", "ben", "ann", "ann", nil, nil, nil, "ben"]
        let kept = authors.map { author in
            var draft = CleaningDraft(Document(identity: "", text: "x", source: "s", author: author))
            return step.apply(to: &draft) == .unchanged
        }
        #expect(kept == [true, true, true, false, true, true, true, true])
    }

    @Test(arguments: [0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 1000])
    func `a hash depends on every byte`(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let hash = TextHash(bytes.span)
        #expect(TextHash((bytes + [0]).span) != hash)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 1
            let other = TextHash(changed.span)
            #expect(other.high != hash.high && other.low != hash.low)
        }
    }
}
