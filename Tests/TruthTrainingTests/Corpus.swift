import Foundation
import TruthCorpus
import TruthTokens
import TruthTraining

/// Made-up documents, a tokenizer trained on them, and folders for shards.
enum Corpus {
    private static let words = [
        "river", "stone", "letter", "window", "garden", "number", "paper", "winter", "engine", "harbour", "signal", "market",
        "bridge", "planet", "copper", "violin", "orange", "theatre", "mirror", "island",
    ]

    /// `count` documents of 3 to 40 words, of three sources, two of which state a licence.
    static func documents(_ count: Int, seed: UInt64 = 1) -> [Document] {
        (0..<count).map { index in
            var state = StableNumbers(seed: seed &* 1_000_003 &+ UInt64(index))
            let text = (0..<3 + Int(state.next() % 38)).map { _ in words[Int(state.next() % UInt64(words.count))] }.joined(separator: " ")
            let source = Int(state.next() % 3)
            return Document(
                identity: "source-\(source):\(index)", text: "\(text) \(index)", source: "source-\(source)",
                licence: source == 0 ? nil : "licence-\(source)", language: source == 2 ? "en" : nil)
        }
    }

    /// The file of a tokenizer of 400 tokens.
    static func tokenizer(in folder: URL, size: Int = 400, special: [String] = ["<|endoftext|>"]) throws -> ShardTokenizer {
        let trainer = try TokenizerTrainer(TokenizerRecipe(vocabularySize: size, specialTokens: special), threadCount: 1)
        trainer.add(documents(200).map(\.text))
        let file = folder.appending(path: "\(UUID().uuidString).json")
        try Data(trainer.train().json.utf8).write(to: file)
        return try ShardTokenizer(path: file.path)
    }

    /// Calls `body` with a folder that is gone afterwards.
    static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    /// The text of each document of a split, by identity, as it stands in the shards; in their order.
    static func texts(_ shards: ShardSet, _ split: ShardSplit) throws -> [(identity: String, text: String)] {
        let tokenizer = try shards.tokenizer()
        let tokens = shards.tokens(of: split)
        var texts: [(identity: String, text: String)] = []
        var base = 0
        for shard in shards.manifest[split].shards {
            for place in try shards.documents(in: shard) {
                let ids = tokens[base + place.start..<base + place.start + place.tokenCount].map { Int($0) }
                precondition(ids.last == shards.manifest.tokenizer.endToken)
                texts.append((place.identity, tokenizer.decode(ids.dropLast())))
            }
            base += shard.tokens
        }
        return texts
    }
}

/// xorshift64* (Vigna, 2016).
struct StableNumbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return (state &* 2_685_821_657_736_338_717) >> 33
    }
}
