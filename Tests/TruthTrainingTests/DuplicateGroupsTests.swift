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

    @Test func `near-duplicates are found among all documents, and all but the first can be left out`() throws {
        try Corpus.withFolder { folder in
            let originals = Corpus.documents(300)
            var documents = originals
            // One word of many is another: nearly the same; and one text is there word for word.
            for original in originals.prefix(100) {
                let words = original.text.split(separator: " ")
                documents.append(Document(identity: "near-" + original.identity, text: (words.dropLast() + ["zebra"]).joined(separator: " "), source: "copies"))
            }
            documents.append(Document(identity: "same", text: originals[0].text, source: "copies"))
            let scratch = folder.path + "/signatures"
            let groups = try NearDuplicateGroups(ListedDocuments(documents), setting: .posts, folder: scratch)
            #expect(!FileManager.default.fileExists(atPath: scratch))
            let together = originals.prefix(100).indices.count { groups.group(of: documents[$0]) == groups.group(of: documents[300 + $0]) }
            #expect(together > 80 && Set(originals.map(groups.group)).count > 290)
            #expect(groups.group(of: documents[400]) == groups.group(of: documents[0]) && !groups.isFirst(documents[400]))
            let unique = UniqueDocuments(ListedDocuments(documents), without: groups)
            var left: [Document] = []
            while let document = try unique.next() { left.append(document) }
            #expect(left.count == documents.count - groups.copyCount && left == documents.filter(groups.isFirst))
            #expect(groups.name.contains("\(groups.copyCount) documents"))
            // Kept, they stand on one side.
            var builder = try ShardBuilder(recipe: ShardRecipe(validationShare: 0.5), tokenizer: Corpus.tokenizer(in: folder))
            builder.groups = groups
            _ = try builder.build(ListedDocuments(documents), in: folder.path + "/shards")
            let train = try Set(Corpus.texts(ShardSet(path: folder.path + "/shards"), .train).map(\.identity))
            for index in 0..<100 where groups.group(of: documents[index]) == groups.group(of: documents[300 + index]) {
                #expect(train.contains(documents[index].identity) == train.contains(documents[300 + index].identity))
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
