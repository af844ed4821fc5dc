import Foundation
import Testing
import TruthCorpus
import TruthTraining

struct DuplicateGroupsTests {
    private static func group(_ text: String) -> UInt64 {
        TextGroups().group(of: Document(identity: text, text: text, source: "s"))
    }

    @Test(arguments: [
        "the harbour bridge opens again on Monday morning, says the council",
        "RT @council: The harbour bridge opens again on Monday morning — says the council! https://example.org/x",
        "the harbour BRIDGE opens again on monday morning says the council 🎉",
    ])
    func `signs, case, links and names make no difference`(text: String) {
        #expect(Self.group(text) == Self.group("The harbour bridge opens again on Monday morning, says the council"))
    }

    @Test func `texts of other words are apart`() {
        let groups = Set(Corpus.documents(500).map { TextGroups().group(of: $0) })
        #expect(groups.count > 490)
        #expect(Self.group("good morning") != Self.group("good evening"))
        #expect(Self.group("🎉") != Self.group("🎂"))
    }

    @Test func `texts that share most of their runs of words are together about as often as they overlap`() {
        var together = 0
        for index in 0..<400 {
            var state = StableNumbers(seed: UInt64(index))
            let words = (0..<30).map { _ in "w\(state.next() % 100_000)" }
            // 26 runs of five words, of which cutting off the last three words takes three.
            if Self.group(words.joined(separator: " ")) == Self.group(words.dropLast(3).joined(separator: " ")) { together += 1 }
        }
        // 23 of 26, four standard deviations wide.
        #expect((328...380).contains(together))
    }

    @Test func `duplicates never stand on both sides`() throws {
        try Corpus.withFolder { folder in
            var documents = Corpus.documents(400)
            documents += documents.map { Document(identity: "copy-" + $0.identity, text: "RT @someone: \($0.text)!", source: "copies") }
            let builder = try ShardBuilder(
                recipe: ShardRecipe(validationShare: 0.3), tokenizer: Corpus.tokenizer(in: folder))
            _ = try builder.build(ListedDocuments(documents), in: folder.path + "/shards")
            let shards = try ShardSet(path: folder.path + "/shards")
            let train = try Set(Corpus.texts(shards, .train).map(\.identity))
            for document in Corpus.documents(400) {
                #expect(train.contains(document.identity) == train.contains("copy-" + document.identity))
            }
        }
    }

    @Test func `groups can be given in a file`() throws {
        try Corpus.withFolder { folder in
            let file = folder.appending(path: "groups.tsv")
            let documents = Corpus.documents(200)
            // All of one source in one group, so all of it is on one side.
            let lines = documents.filter { $0.source == "source-1" }.map { "\($0.identity)\tgroup\\tone" }
            try Data(lines.joined(separator: "\n").utf8).write(to: file)
            var builder = try ShardBuilder(
                recipe: ShardRecipe(validationShare: 0.5), tokenizer: Corpus.tokenizer(in: folder))
            builder.groups = try ListedGroups(path: file.path)
            let manifest = try builder.build(ListedDocuments(documents), in: folder.path + "/shards")
            #expect(manifest.recipe.duplicateGroups.contains("groups.tsv"))
            let train = try Corpus.texts(ShardSet(path: folder.path + "/shards"), .train)
            let listed = train.count { $0.identity.hasPrefix("source-1") }
            #expect(listed == 0 || listed == lines.count)
            try Data("only one field".utf8).write(to: file)
            let error = #expect(throws: ShardError.self) { try ListedGroups(path: file.path) }
            #expect(error?.description.contains("line 1") == true)
        }
    }
}
