import Foundation
import Testing
import TruthCheckpoints
import TruthTokens

struct TokenizerTrainingTests {
    private static func train(
        _ texts: [String], size: Int = 400, minimumFrequency: Int = 2, _ preTokenizer: PreTokenizer = .smolLM,
        special: [String] = ["<|endoftext|>"], threads: Int = 1
    ) throws -> TrainedTokenizer {
        let recipe = TokenizerRecipe(
            vocabularySize: size, minimumFrequency: minimumFrequency, preTokenizer: preTokenizer, specialTokens: special)
        let trainer = try TokenizerTrainer(recipe, threadCount: threads)
        trainer.add(texts)
        return try trainer.train()
    }

    private static func texts(_ kind: String, seed: UInt64, count: Int = 40) -> [String] {
        (0..<count).map { String(decoding: TextGenerator.bytes(kind, seed: seed + UInt64($0), count: 500), as: UTF8.self) }
    }

    @Test(arguments: PreTokenizer.allCases, ["code", "latin", "numbers", "spaces"])
    func `merges are those of the plainest program`(preTokenizer: PreTokenizer, kind: String) throws {
        let texts = Self.texts(kind, seed: 7, count: 12)
        let trained = try Self.train(texts, size: 420, minimumFrequency: 1, preTokenizer)
        var counts: [[UInt8]: Int] = [:]
        let scanner = WordScanner(preTokenizer)
        for text in texts {
            let bytes = Array(text.utf8)
            var start = 0
            while start < bytes.count {
                let end = scanner.wordEnd(in: bytes.span, from: start)
                counts[Array(bytes[start..<end]), default: 0] += 1
                start = end
            }
        }
        let first = (0..<257).map { Array(trained.vocabulary.bytes(of: $0)) }
        let plain = PlainBytePairLearner(counts, tokens: first, specialCount: 1, vocabularySize: 420, minimumFrequency: 1)
        #expect(trained.merges.map { [Int($0.left), Int($0.right)] } == plain.merges.map { [$0.left, $0.right] })
        #expect((0..<trained.vocabulary.count).map { Array(trained.vocabulary.bytes(of: $0)) } == plain.tokens)
    }

    @Test func `the file is byte for byte what HF tokenizers saves`() throws {
        let goldens = try #require(try Goldens.json("training.json").array)
        try #require(goldens.count > 8)
        for golden in goldens {
            let preTokenizer = try #require(golden["pre_tokenizer"]?.string.flatMap { PreTokenizer(rawValue: $0) })
            let generator = try #require(golden["generator"]?.string)
            let seed = try #require(golden["seed"]?.integer)
            let size = try #require(golden["vocabulary"]?.integer)
            let minimumFrequency = try #require(golden["minimum_frequency"]?.integer)
            let special = try #require(golden["special"]?.array).compactMap(\.string)
            let trained = try Self.train(
                Self.texts(generator, seed: UInt64(seed)), size: size, minimumFrequency: minimumFrequency, preTokenizer, special: special)
            #expect(trained.merges.count == golden["merges"]?.integer, "\(golden)")
            #expect(TextPlan.hash(trained.json.utf8.map { Int($0) }) == golden["hash"]?.string, "\(golden)")
        }
    }

    @Test func `batches, their order and threads change nothing`() throws {
        let texts = Self.texts("latin", seed: 100, count: 200)
        let expected = try Self.train(texts, size: 600).json
        #expect(try Self.train(texts.reversed(), size: 600, threads: 3).json == expected)
        let trainer = try TokenizerTrainer(TokenizerRecipe(vocabularySize: 600), threadCount: 2)
        for text in texts { trainer.add([text]) }
        #expect(try trainer.train().json == expected)
    }

    @Test(arguments: PreTokenizer.allCases)
    func `what was trained can be loaded, and gives any text back`(preTokenizer: PreTokenizer) throws {
        let tokenizer = try Self.train(Self.texts("code", seed: 5), preTokenizer).tokenizer()
        for kind in ["code", "any", "emoji", "spaces"] {
            let text = String(decoding: TextGenerator.bytes(kind, seed: 9, count: 2_000), as: UTF8.self)
            let ids = tokenizer.encode(text)
            #expect(tokenizer.decode(ids).utf8.elementsEqual(text.utf8))
        }
    }

    @Test func `special tokens in the texts are ordinary words`() throws {
        let texts = Array(repeating: "<|endoftext|> and <|endoftext|>", count: 50)
        let trained = try Self.train(texts)
        let tokenizer = try trained.tokenizer()
        #expect(tokenizer.id(ofAddedToken: "<|endoftext|>") == 0)
        #expect(!tokenizer.encode(texts[0]).contains(0))
        #expect(tokenizer.encode(texts[0], parsingSpecial: true).filter { $0 == 0 }.count == 2)
    }

    @Test func `a corpus without enough pairs gives a smaller vocabulary`() throws {
        let trained = try Self.train(["aa aa"], size: 5_000)
        #expect(trained.vocabulary.count == 258)
        #expect(trained.merges.count == 1)
        #expect(try Self.train(["ab"], size: 5_000).merges.isEmpty)
        _ = try Self.train(["ab"], size: 5_000).tokenizer()
    }

    @Test(arguments: [
        (256, 2, ["<|endoftext|>"], "A vocabulary of 256 tokens"),
        (1 << 25, 2, ["<|endoftext|>"], "A vocabulary of 33554432 tokens"),
        (1000, 0, ["<|endoftext|>"], "A minimum frequency of 0"),
        (1000, 2, ["end"], "could be an ordinary word"),
        (1000, 2, [""], "could be an ordinary word"),
        (1000, 2, ["<|a|>", "<|a|>"], "is given twice"),
    ])
    func `impossible recipes are refused`(size: Int, minimumFrequency: Int, special: [String], expected: String) {
        let error = #expect(throws: TrainingError.self) {
            try Self.train(["text"], size: size, minimumFrequency: minimumFrequency, special: special)
        }
        #expect(error?.description.contains(expected) == true)
    }

    @Test func `an empty corpus is refused`() {
        #expect(throws: TrainingError.emptyCorpus) { try Self.train(["", ""]) }
    }

    @Test func `signs in special tokens are escaped`() throws {
        let special = ["<|\"\\\n\t\u{1}\u{8}é|>"]
        let tokenizer = try Self.train(["text text"], special: special).tokenizer()
        #expect(tokenizer.id(ofAddedToken: special[0]) == 0)
    }
}
