import Foundation
import Testing
import TruthCorpus
import TruthTraining

struct ShardBuildingTests {
    private static func builder(
        _ folder: URL, seed: UInt64 = 1, validation: Double = 0.1, tokensPerShard: Int = 1 << 12
    ) throws -> ShardBuilder {
        try ShardBuilder(
            recipe: ShardRecipe(seed: seed, validationShare: validation, tokensPerShard: tokensPerShard),
            tokenizer: Corpus.tokenizer(in: folder))
    }

    @Test func `every document is in one shard, whole and followed by the end token`() throws {
        try Corpus.withFolder { folder in
            let documents = Corpus.documents(1_000)
            let manifest = try Self.builder(folder).build(ListedDocuments(documents), in: folder.path + "/shards")
            let shards = try ShardSet(path: folder.path + "/shards")
            try shards.verify()
            #expect(shards.manifest == manifest)
            #expect(manifest.train.shards.count > 3 && manifest.tokenType == .u16)
            let texts = try Corpus.texts(shards, .train) + Corpus.texts(shards, .validation)
            #expect(texts.count == 1_000)
            #expect(Dictionary(uniqueKeysWithValues: texts.map { ($0.identity, $0.text) })
                == Dictionary(uniqueKeysWithValues: documents.map { ($0.identity, $0.text) }))
            // A share of 0.1 of about a thousand groups, four standard deviations wide.
            #expect((60...140).contains(manifest.validation.documents))
            #expect(texts.map(\.identity) != texts.map(\.identity).sorted())
        }
    }

    @Test func `counts by source, licence and language are those of the documents`() throws {
        try Corpus.withFolder { folder in
            let documents = Corpus.documents(300)
            let manifest = try Self.builder(folder).build(ListedDocuments(documents), in: folder.path + "/shards")
            for source in manifest.sources {
                #expect(source.documents == documents.count { $0.source == source.name })
            }
            #expect(manifest.sources.reduce(0) { $0 + $1.tokens } == manifest.train.tokens + manifest.validation.tokens)
            #expect(manifest.licences.map(\.licence) == [nil, "licence-1", "licence-2"])
            #expect(manifest.origins.reduce(0) { $0 + $1.textBytes } == documents.reduce(0) { $0 + $1.text.utf8.count })
            #expect(manifest.train.textBytes + manifest.validation.textBytes == documents.reduce(0) { $0 + $1.text.utf8.count })
        }
    }

    @Test func `same documents and seed give the same shards, however much memory and however many threads there are`() throws {
        try Corpus.withFolder { folder in
            let documents = Corpus.documents(3_000)
            var builder = try Self.builder(folder)
            let expected = try builder.build(ListedDocuments(documents), in: folder.path + "/a")
            builder.threadCount = 3
            builder.memoryBytes = 10_000
            #expect(try builder.build(ListedDocuments(documents), in: folder.path + "/b") == expected)
            // The order comes from the identities, not from the order of reading; only origins are listed as they come.
            let other = try builder.build(ListedDocuments(documents.reversed()), in: folder.path + "/c")
            #expect(other.train.shards.map(\.tokensSHA256) == expected.train.shards.map(\.tokensSHA256))
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/b/build-1")
            #expect(!files.contains { $0.hasPrefix("bucket") })
        }
    }

    @Test func `another seed gives another order and another validation side`() throws {
        try Corpus.withFolder { folder in
            let documents = Corpus.documents(500)
            let one = try Self.builder(folder, seed: 1).build(ListedDocuments(documents), in: folder.path + "/one")
            let two = try Self.builder(folder, seed: 2).build(ListedDocuments(documents), in: folder.path + "/two")
            #expect(one.train.shards.map(\.tokensSHA256) != two.train.shards.map(\.tokensSHA256))
            let sides = try ["one", "two"].map { try Set(Corpus.texts(ShardSet(path: folder.path + "/\($0)"), .validation).map(\.identity)) }
            #expect(sides[0] != sides[1])
        }
    }

    @Test func `what looks like a special token in a document is ordinary text`() throws {
        try Corpus.withFolder { folder in
            let document = Document(identity: "a", text: "before <|endoftext|> after", source: "s")
            _ = try Self.builder(folder, validation: 0).build(ListedDocuments([document]), in: folder.path + "/shards")
            let shards = try ShardSet(path: folder.path + "/shards")
            let stream = shards.tokens(of: .train)
            let end = Int32(shards.manifest.tokenizer.endToken)
            #expect(stream[0..<stream.count].filter { $0 == end }.count == 1)
            #expect(try Corpus.texts(shards, .train)[0].text == document.text)
        }
    }

    @Test func `titles are read, and documents without text are left out and counted`() throws {
        try Corpus.withFolder { folder in
            let documents = [
                Document(identity: "a\tb\n\\c", title: "Head", text: "body", source: "s"),
                Document(identity: "b", title: "Head", text: "# Head\n\nbody", source: "s"),
                Document(identity: "c", text: "", source: "s"),
            ]
            let manifest = try Self.builder(folder, validation: 0).build(ListedDocuments(documents), in: folder.path + "/shards")
            #expect(manifest.emptyDocuments == 1)
            let texts = try Corpus.texts(ShardSet(path: folder.path + "/shards"), .train)
            #expect(Dictionary(uniqueKeysWithValues: texts.map { ($0.identity, $0.text) })
                == ["a\tb\n\\c": "Head\n\nbody", "b": "# Head\n\nbody"])
        }
    }

    @Test func `a vocabulary of more than 65,536 tokens is stored in four bytes`() throws {
        try Corpus.withFolder { folder in
            let special = (0..<65_500).map { "<|\($0)|>" } + ["<|endoftext|>"]
            let tokenizer = try Corpus.tokenizer(in: folder, size: 65_900, special: special)
            let documents = Corpus.documents(20)
            let manifest = try ShardBuilder(recipe: ShardRecipe(validationShare: 0), tokenizer: tokenizer)
                .build(ListedDocuments(documents), in: folder.path + "/shards")
            #expect(manifest.tokenType == .u32 && manifest.tokenizer.endToken == 65_500)
            let texts = try Corpus.texts(ShardSet(path: folder.path + "/shards"), .train)
            #expect(Set(texts.map(\.text)) == Set(documents.map(\.text)))
        }
    }

    @Test func `without documents, or with none left to train on, the old shards stay`() throws {
        try Corpus.withFolder { folder in
            let path = folder.path + "/shards"
            let old = try Self.builder(folder).build(ListedDocuments(Corpus.documents(50)), in: path)
            #expect(throws: ShardError.emptyCorpus) { try Self.builder(folder).build(ListedDocuments([]), in: path) }
            #expect(throws: ShardError.nothingToTrainOn(documents: 1)) {
                try Self.builder(folder, validation: 0.9999999).build(ListedDocuments(Corpus.documents(1)), in: path)
            }
            #expect(try ShardSet(path: path).manifest == old)
            #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["build-1", "lock", "manifest.json"])
        }
    }

    @Test(arguments: [0, 1_000, 20_000, 60_000, 75_000])
    func `a disk that is full after so many bytes leaves the old shards`(byteCount: Int) throws {
        try Corpus.withFolder { folder in
            let path = folder.path + "/shards"
            var builder = try Self.builder(folder)
            let old = try builder.build(ListedDocuments(Corpus.documents(1_000, seed: 2)), in: path)
            builder.memoryBytes = 20_000
            builder.room = DiskRoom(byteCount: byteCount)
            let error = #expect(throws: ShardError.self) { try builder.build(ListedDocuments(Corpus.documents(1_000)), in: path) }
            #expect(error?.description.contains("No space left on device") == true)
            let shards = try ShardSet(path: path)
            try shards.verify()
            #expect(shards.manifest == old)
            #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["build-1", "lock", "manifest.json"])
        }
    }

    @Test func `new shards take the place of the old ones, which stay readable while they are open`() throws {
        try Corpus.withFolder { folder in
            let path = folder.path + "/shards"
            _ = try Self.builder(folder).build(ListedDocuments(Corpus.documents(100)), in: path)
            let open = try ShardSet(path: path)
            let before = open.tokens(of: .train)[0..<100]
            _ = try Self.builder(folder).build(ListedDocuments(Corpus.documents(100, seed: 9)), in: path)
            #expect(open.tokens(of: .train)[0..<100] == before)
            #expect(try ShardSet(path: path).manifest.build == "build-2")
            #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["build-2", "lock", "manifest.json"])
        }
    }

    @Test func `what an interrupted build left is cleared away`() throws {
        try Corpus.withFolder { folder in
            let path = folder.path + "/shards"
            _ = try Self.builder(folder).build(ListedDocuments(Corpus.documents(100)), in: path)
            try FileManager.default.createDirectory(atPath: path + "/build-2", withIntermediateDirectories: true)
            try Data("half".utf8).write(to: URL(filePath: path + "/build-2/train-00000.tokens"))
            try Data("{".utf8).write(to: URL(filePath: path + "/manifest.json.new"))
            try ShardSet(path: path).verify()
            let manifest = try Self.builder(folder).build(ListedDocuments(Corpus.documents(100)), in: path)
            #expect(manifest.build == "build-2")
            #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["build-2", "lock", "manifest.json"])
        }
    }

    @Test func `two writers don't meet`() throws {
        try Corpus.withFolder { folder in
            final class Nested: DocumentSource {
                let path: String
                let builder: ShardBuilder
                var error: ShardError?
                init(_ path: String, _ builder: ShardBuilder) { (self.path, self.builder) = (path, builder) }
                func next() throws -> Document? {
                    error = #expect(throws: ShardError.self) { try builder.build(ListedDocuments(Corpus.documents(3)), in: path) }
                    return nil
                }
            }
            let path = folder.path + "/shards"
            let nested = Nested(path, try Self.builder(folder))
            #expect(throws: ShardError.emptyCorpus) { try nested.builder.build(nested, in: path) }
            #expect(nested.error == .busy(path: path))
        }
    }

    @Test func `recipes and tokenizers that can't be meant are refused`() throws {
        try Corpus.withFolder { folder in
            for share in [-0.1, 1, .nan] {
                #expect(throws: ShardError.self) { try Self.builder(folder, validation: share) }
            }
            #expect(throws: ShardError.self) { try Self.builder(folder, tokensPerShard: 1) }
            let without = #expect(throws: ShardError.self) { try Corpus.tokenizer(in: folder, special: ["<|other|>"]) }
            #expect(without?.description.contains("no token that ends a text") == true)
            let file = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasSuffix("json") })
            let unknown = #expect(throws: ShardError.self) { try ShardTokenizer(path: folder.path + "/" + file, endToken: "<|no|>") }
            #expect(unknown?.description.contains("<|no|>") == true)
            #expect(throws: ShardError.self) { try ShardTokenizer(path: folder.path + "/missing.json") }
        }
    }
}
