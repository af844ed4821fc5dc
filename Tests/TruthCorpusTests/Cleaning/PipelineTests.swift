import Foundation
import Testing
import TruthCorpus

@Suite struct PipelineTests {
    @Test func `the default recipe as YAML is the default recipe`() throws {
        #expect(try CleaningRecipe(yaml: CleaningRecipe.default.yaml) == .default)
        #expect(try CleaningRecipe(yaml: "") == .default)
        var recipe = CleaningRecipe.default
        recipe.posts.isEnabled = false
        recipe.languages.keep = ["en", "no"]
        #expect(try CleaningRecipe(yaml: "posts: false\nlanguages:\n  keep: [en, 'no']") == recipe)
        #expect(try CleaningRecipe(yaml: recipe.yaml) == recipe)
    }

    @Test(arguments: [
        ("unicod: true", "Did you mean unicode?"), ("posts:\n  link-onyl: true", "Did you mean posts.link-only?"),
        ("near-duplicates:\n  setting: tweets", "expected documents or posts"), ("quality:\n  minimum-words: many", "quality.minimum-words is many"),
        ("repetition:\n  maximum-top: [1]", "a list of 3 numbers"), ("authors:\n  maximum-documents: 100000", "at most 65534"), ("- a", "not a list of groups"), ("a: [", "can't be read"), ("zzzzzzzzzz: 1", "--print-recipe"),
    ])
    func `a wrong recipe is refused with what to do`(yaml: String, expected: String) {
        let error = #expect(throws: RecipeError.self) { try CleaningRecipe(yaml: yaml) }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test func `documents go through the steps, and every step counts them`() throws {
        var pipeline = try CleaningPipeline(environment: [:])
        let texts = ["A first post that says something, mail me at a@b.org", "https://t.co/x", "A first post that says something, mail me at a@b.org", "Noch ein Beitrag über das schöne Wetter\u{200B} heute"]
        let outcomes = texts.enumerated().map { pipeline.clean(Document(identity: "\($0.offset)", text: $0.element, source: "s")) }
        guard case .kept(let first) = outcomes[0], case .kept(let last) = outcomes[3] else {
            Issue.record("expected the first and the last to stay: \(outcomes)")
            return
        }
        #expect(first.text.hasSuffix("<email>") && first.language == "en")
        #expect(last.language == "de" && !last.text.contains("\u{200B}"))
        #expect(outcomes[1] == .removed(step: "posts", reason: "only links"))
        #expect(outcomes[2] == .removed(step: "exact-duplicates", reason: "the same text"))
        let counters = pipeline.countersWithSamples
        #expect(counters.map(\.documentsIn).first == 4 && counters.last?.documentsOut == 2)
        #expect(counters.first { $0.name == "exact-duplicates" }?.samples.first?.text.contains("<email>") == true)
    }

    @Test(arguments: [
        ("en", "The weather is nice today and we are going out"), ("fr", "Nous allons au cinéma ce soir avec des amis"), ("ja", "今日はとても良い天気ですね"),
        ("ru", "Сегодня очень хорошая погода"), ("eo", "Esperanto estas internacia lingvo por ĉiuj homoj"), ("zu", "Ngiyabonga kakhulu ngosizo lwakho namuhla"),
    ])
    func `languages are told, also those of the larger tables`(language: String, text: String) {
        #expect(LanguageIdentifier().language(of: Array(text.utf8).span)?.language == language)
    }

    @Test func `only the languages asked for stay`() throws {
        let recipe = try CleaningRecipe(yaml: "languages:\n  keep: [de]\n  keep-unknown: false")
        var pipeline = try CleaningPipeline(recipe: recipe, environment: [:])
        let outcomes = ["Das Wetter ist heute sehr schön", "The weather is very nice today", "12345 67890"].map {
            pipeline.clean(Document(identity: "", text: $0, source: ""))
        }
        #expect(outcomes.dropFirst() == [.removed(step: "languages", reason: "another language"), .removed(step: "languages", reason: "no known language")])
    }

    @Test func `huge and odd texts take time in proportion`() throws {
        let texts = [
            String(repeating: "a", count: 4_000_000), String(repeating: "\u{301}", count: 1_000_000), String(repeating: "@", count: 1_000_000), String(repeating: "1 ", count: 1_000_000),
            String(repeating: "+1", count: 500_000), String(repeating: "a@b.", count: 500_000), String(repeating: "http-", count: 500_000), String(repeating: "2001:", count: 300_000),
            String(repeating: "(1", count: 500_000), String(repeating: "\n", count: 1_000_000) + "x", String(repeating: "x\n", count: 1_000_000), String(repeating: "DE89", count: 300_000),
            String(repeating: "漢", count: 1_000_000), String(repeating: "👩\u{200D}", count: 300_000), String(repeating: "javascript", count: 200_000), String(repeating: "tel ", count: 500_000) + "123",
        ]
        for (index, text) in texts.enumerated() {
            var pipeline = try CleaningPipeline(environment: [:])
            let start = ContinuousClock.now
            _ = pipeline.clean(Document(identity: "", text: text, source: ""))
            // A quadratic step would take minutes.
            #expect(ContinuousClock.now - start < .seconds(8), "text \(index)")
        }
    }

    @Test func `files become one file without duplicates, with a report beside it`() throws {
        let folder = try TestFolder()
        let lines = [
            #"{"id":"1","text":"The bridge will be closed for repairs until Friday morning","author":"ann","created_at":"2020-01-02"}"#,
            #"{"id":"2","text":"RT @ann: The bridge will be closed for repairs until Friday morning","author":"ben"}"#,
            #"{"id":"3","text":"A \"quoted\" post,\n\twith a backslash \\ and more in it","author":"cem","post":true}"#, "not json",
        ]
        let input = try folder.write("posts.jsonl", lines.joined(separator: "\n"))
        let output = folder.path + "/clean.jsonl"
        var rejected = 0
        let report = try CorpusCleaner(output: output, environment: [:]).clean(
            [(input, try DocumentReader(path: input))], rejected: { _ in rejected += 1 })
        let documents = try read(output).documents
        #expect(documents.map(\.text) == ["The bridge will be closed for repairs until Friday morning", "A \"quoted\" post,\n\twith a backslash \\ and more in it"])
        #expect(documents.map(\.isPost) == [false, true])
        #expect(documents.map(\.author) == ["ann", "cem"] && documents[0].created != nil && documents.map(\.identity) == ["posts/1", "posts/3"])
        #expect(report.documentsRead == 3 && report.documentsKept == 2 && report.recordsSetAside == 1 && rejected == 1)
        #expect(report.steps.last?.name == "near-duplicates" && report.steps.last?.documentsRemoved == 1)
        #expect(try CleaningReport(contentsOf: CleaningReport.path(besides: output)) == report)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["clean.jsonl", "clean.report.json", "posts.jsonl"])
    }
}
