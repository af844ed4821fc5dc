import Foundation
import Testing
import TruthCorpus
import TruthTraining

struct ShardSetTests {
    /// Calls `body` with the path of shards of 400 documents.
    private static func withShards(_ body: (String, ShardManifest) throws -> Void) throws {
        try Corpus.withFolder { folder in
            let path = folder.path + "/shards"
            let builder = try ShardBuilder(
                recipe: ShardRecipe(validationShare: 0.1, tokensPerShard: 4_096), tokenizer: Corpus.tokenizer(in: folder))
            try body(path, try builder.build(ListedDocuments(Corpus.documents(400)), in: path))
        }
    }

    private static func files(_ manifest: ShardManifest) -> [String] {
        (manifest.train.shards + manifest.validation.shards).flatMap { ["\($0.name).tokens", "\($0.name).documents"] }
    }

    @Test func `a file that is cut, longer or missing is named when the shards are opened`() throws {
        try Self.withShards { path, manifest in
            for name in Self.files(manifest) {
                let file = URL(filePath: "\(path)/build-1/\(name)")
                let bytes = try Data(contentsOf: file)
                for damaged in [bytes.dropLast(), bytes + [0], Data()] {
                    try damaged.write(to: file)
                    let error = #expect(throws: ShardError.self) { try ShardSet(path: path) }
                    #expect(error?.description.contains(name) == true)
                }
                try FileManager.default.removeItem(at: file)
                let error = #expect(throws: ShardError.self) { try ShardSet(path: path) }
                #expect(error?.description.contains(name) == true)
                try bytes.write(to: file)
            }
            try ShardSet(path: path).verify()
        }
    }

    @Test func `a byte that was changed is found by the hashes, and its file named`() throws {
        try Self.withShards { path, manifest in
            for name in Self.files(manifest) + ["tokenizer.json"] {
                let file = URL(filePath: "\(path)/build-1/\(name)")
                let bytes = try Data(contentsOf: file)
                var damaged = bytes
                damaged[bytes.count / 2] ^= 4
                try damaged.write(to: file)
                let shards = try ShardSet(path: path)
                let error = #expect(throws: ShardError.self) { try shards.verify() }
                #expect(error?.description.contains(name) == true)
                try bytes.write(to: file)
            }
        }
    }

    @Test func `a damaged manifest is refused`() throws {
        try Self.withShards { path, _ in
            let file = URL(filePath: path + "/manifest.json")
            let text = try String(contentsOf: file, encoding: .utf8)
            let damages = [
                "", "{}", "[]", String(text.dropLast(5)), text.replacing("\"version\" : 1", with: "\"version\" : 2"),
                text.replacing("build-1", with: "../build-1"), text.replacing("train-00000", with: "/etc/passwd"),
                text.replacing("\"u16\"", with: "\"u32\""), text.replacing("build-1", with: "build-7"),
            ]
            for damage in damages {
                try Data(damage.utf8).write(to: file)
                #expect(throws: ShardError.self) { try ShardSet(path: path) }
            }
            try FileManager.default.removeItem(at: file)
            #expect(throws: ShardError.noShards(path: path)) { try ShardSet(path: path) }
        }
    }

    @Test func `a tokenizer that doesn't belong to the shards is refused`() throws {
        try Self.withShards { path, manifest in
            let shards = try ShardSet(path: path)
            try shards.require(ShardTokenizer(path: "\(path)/build-1/tokenizer.json"))
            let other = try Corpus.tokenizer(in: URL(filePath: path), size: 300)
            let error = #expect(throws: ShardError.self) { try shards.require(other) }
            #expect(error?.description.contains("another tokenizer") == true)
            #expect(try shards.tokenizer().vocabularySize == manifest.tokenizer.vocabularySize)
        }
    }

    @Test func `documents are found by their identities`() throws {
        try Self.withShards { path, _ in
            let shards = try ShardSet(path: path)
            let wanted = Set(Corpus.documents(400).prefix(30).map(\.identity))
            let found = try shards.places(ofDocuments: wanted)
            #expect(Set(found.flatMap { $0.places.map(\.identity) }) == wanted)
            #expect(try shards.places(ofDocuments: ["unknown"]).isEmpty)
        }
    }

    @Test func `forgotten documents leave no trace, and the others stay as and where they were`() throws {
        try Self.withShards { path, before in
            let old = try ShardSet(path: path)
            let forgotten = Set(Corpus.documents(400).filter { $0.text.hasSuffix("7") }.map(\.identity))
            let kept = try Corpus.texts(old, .train).filter { !forgotten.contains($0.identity) }
            #expect(try ShardForgetting(forgotten).run(in: path) == forgotten.count)
            let shards = try ShardSet(path: path)
            try shards.verify()
            #expect(try Corpus.texts(shards, .train).map(\.identity) == kept.map(\.identity))
            #expect(try Corpus.texts(shards, .train).map(\.text) == kept.map(\.text))
            #expect(shards.manifest.forgottenDocuments == forgotten.count)
            let documents = shards.manifest.train.documents + shards.manifest.validation.documents
            #expect(documents == 400 - forgotten.count)
            #expect(shards.manifest.sources.reduce(0) { $0 + $1.documents } == documents)
            let tokens = shards.manifest.train.tokens + shards.manifest.validation.tokens
            #expect(shards.manifest.sources.reduce(0) { $0 + $1.tokens } == tokens)
            #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == ["build-2", "lock", "manifest.json"])
            for name in Self.files(shards.manifest) where name.hasSuffix("documents") {
                let text = try String(contentsOfFile: "\(path)/build-2/\(name)", encoding: .utf8)
                #expect(!text.split(separator: "\n").contains { forgotten.contains(String($0.split(separator: "\t")[4])) })
            }
            #expect(try ShardForgetting(["unknown"]).run(in: path) == 0)
            #expect(before.forgottenDocuments == 0)
        }
    }

    @Test func `forgetting on a full disk changes nothing`() throws {
        try Self.withShards { path, before in
            let identity = Corpus.documents(1)[0].identity
            #expect(throws: ShardError.self) { try ShardForgetting([identity], room: DiskRoom(byteCount: 5_000)).run(in: path) }
            let shards = try ShardSet(path: path)
            try shards.verify()
            #expect(shards.manifest == before)
        }
    }
}
